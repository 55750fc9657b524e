-- phase: expand

create function log_item() returns trigger language plpgsql as $$
begin
  insert into movement (item_id, quantity) values (new.id, 0);
  return new;
end
$$;

-- == down.sql
drop function log_item();
