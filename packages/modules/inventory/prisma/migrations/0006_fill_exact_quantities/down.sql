alter table reorder_point alter column quantity_exact drop not null;
alter table reservation alter column quantity_exact drop not null;
alter table movement alter column unit_quantity drop not null, alter column unit drop not null, alter column quantity_exact drop not null;

-- 1.x counts in whole units, as a whole and lot by lot. Each movement gets what it added to the whole part of the
-- running exact sum of its lot (stock without a lot counts as one), so that at every row the 1.x stock of a lot is
-- the whole part of the exact stock: never below zero where the exact stock was not. A movement of a whole
-- quantity keeps it, whatever fractions stand around it.
-- Halves of two lots make no whole of either, yet count as one in the sum of all: what the lots leave out goes to
-- the last movement that names no lot, so that 1.x stock is the whole part of all exact stock. Where every movement
-- names a lot, 1.x sees the whole units of each lot and no more.
with whole as (
  select tenant_id, id, item_id, location_id, lot_id, quantity_exact, floor(after) - floor(after - quantity_exact) as quantity
  from (
    select *, sum(quantity_exact) over (partition by tenant_id, item_id, location_id, lot_id order by id) as after
    from movement
  ) running
), left_out as (
  select tenant_id, floor(sum(quantity_exact)) - sum(quantity) as quantity,
         coalesce(max(id) filter (where lot_id is null and quantity_exact <> trunc(quantity_exact)), max(id) filter (where lot_id is null)) as id
  from whole group by tenant_id, item_id, location_id
), rounded as (
  select whole.tenant_id, whole.id, (whole.quantity + coalesce(left_out.quantity, 0))::integer as quantity
  from whole left join left_out on left_out.tenant_id = whole.tenant_id and left_out.id = whole.id
)
update movement m
set quantity = rounded.quantity
from rounded
where m.tenant_id = rounded.tenant_id and m.id = rounded.id and m.quantity is distinct from rounded.quantity;

-- Open reservations likewise, the last to expire first: then at any later time those still live hold the
-- whole part of what they held exactly, and 1.x never promises more than it has.
update reservation r
set quantity = whole.quantity
from (
  select tenant_id, id, (floor(after) - floor(after - quantity_exact))::integer as quantity
  from (
    select tenant_id, id, quantity_exact, sum(quantity_exact) over (partition by tenant_id, item_id, location_id order by expires_at desc, id) as after
    from reservation where closed_at is null
  ) running
) whole
where r.tenant_id = whole.tenant_id and r.id = whole.id and r.quantity is distinct from whole.quantity;

update reservation set quantity = floor(quantity_exact)::integer where closed_at is not null and quantity is distinct from floor(quantity_exact)::integer;

-- Stock at or below the exact point has its whole part at or below the point's: no alarm is missed.
update reorder_point set quantity = floor(quantity_exact)::integer where quantity is distinct from floor(quantity_exact)::integer;
