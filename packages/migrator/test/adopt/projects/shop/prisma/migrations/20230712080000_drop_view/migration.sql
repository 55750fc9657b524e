-- phase: expand
CREATE OR REPLACE VIEW public."ProductRating" AS
  SELECT p."id", p."title", avg(r."stars")::numeric(3,2) AS "rating", count(r.*) AS "reviews", max(r."id") AS "latest"
  FROM public."Product" p LEFT JOIN public."Review" r ON r."productId" = p."id" GROUP BY p."id";
