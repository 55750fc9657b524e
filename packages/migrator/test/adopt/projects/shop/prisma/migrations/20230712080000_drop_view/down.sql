DROP VIEW public."ProductRating";
CREATE VIEW "public"."ProductRating" AS
  SELECT p."id", p."title", avg(r."stars")::numeric(3,2) AS "rating", count(r.*) AS "reviews"
  FROM "public"."Product" p LEFT JOIN "public"."Review" r ON r."productId" = p."id" GROUP BY p."id";
