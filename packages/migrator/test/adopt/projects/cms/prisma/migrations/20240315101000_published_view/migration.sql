CREATE VIEW public.published_pages AS
  SELECT p.id, p.slug, p.title, a.handle FROM public.pages p JOIN public.authors a ON a.id = p.author_id
  WHERE p.visibility = 'public'::public."Visibility" AND p.deleted_at IS NULL;
COMMENT ON VIEW public.published_pages IS 'What visitors of public pages see';
