/** Small apps for tests to drive. */

/** A response with TwiML, or with another type of content. */
export const xml = (body: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'Content-Type': 'text/xml', ...headers } })

/** Answers each path with its document; a function may look at the request. */
export const serve =
  (documents: Record<string, string | ((request: Request) => Response | Promise<Response>)>) =>
  async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const document = documents[pathname]
    if (document === undefined) return new Response('Not found', { status: 404 })
    return typeof document === 'string'
      ? xml(`<Response>${document}</Response>`)
      : document(request)
  }
