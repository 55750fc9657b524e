-- Data: the start page, once.
DO $$
DECLARE
  editor integer;
BEGIN
  SELECT id INTO editor FROM authors WHERE handle = 'editor';
  IF NOT EXISTS (SELECT 1 FROM pages WHERE slug = 'home') THEN
    INSERT INTO pages (slug, title, visibility, author_id) VALUES (public.slugify('home'), 'Home', 'public', editor);
  END IF;
END
$$;
