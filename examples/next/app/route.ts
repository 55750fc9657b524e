/** Your own application. */
export const GET = () => new Response('My own page.')
