-- phase: expand

create function log_item() returns trigger language plpgsql set search_path from current as $$
begin
  insert into movement (item_id, quantity) values (new.id, 0);
  return new;
end
$$;
create trigger item_log after insert on item for each row execute function log_item();

-- == down.sql
drop trigger item_log on item;
drop function log_item();
