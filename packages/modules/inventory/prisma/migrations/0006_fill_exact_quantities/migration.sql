-- phase: backfill

-- Rows that 1.x wrote; those that came back from a stash know their exact values already.
update movement m
set quantity_exact = coalesce(m.quantity_exact, m.quantity), unit = coalesce(m.unit, i.unit), unit_quantity = coalesce(m.unit_quantity, m.quantity_exact, m.quantity)
from item i
where i.tenant_id = m.tenant_id and i.id = m.item_id and (m.quantity_exact is null or m.unit is null or m.unit_quantity is null);

update reservation set quantity_exact = quantity where quantity_exact is null;
update reorder_point set quantity_exact = quantity where quantity_exact is null;

insert into unit (tenant_id, code, name) select distinct tenant_id, unit, unit from item on conflict do nothing;
insert into unit (code, name) values ('each', 'each') on conflict do nothing;

-- Levels that came back from a stash are as old as the roll back: the movements know better.
insert into stock_level (tenant_id, item_id, location_id, quantity)
select tenant_id, item_id, location_id, sum(quantity_exact) from movement group by tenant_id, item_id, location_id
on conflict (tenant_id, item_id, location_id) do update set quantity = excluded.quantity;

alter table movement alter column quantity_exact set not null, alter column unit set not null, alter column unit_quantity set not null;
alter table reservation alter column quantity_exact set not null;
alter table reorder_point alter column quantity_exact set not null;
