/**
 * @module
 * The texts of responses. A snapshot is written at once, but the body of a `Response` can only be read later: so its
 * text is kept when it is made.
 */

const texts = new WeakMap<Response, string>()

/** The text that a response was made with, if it was made with text. */
export const textOfResponse = (response: Response): string | undefined => texts.get(response)

/** From now on, keeps the text of every response that is made with text. */
export const rememberResponses = (): void => {
  const { Response: Original } = globalThis
  if (remembered.has(Original)) return
  // A proxy and no subclass, so that `instanceof` and the static methods stay what they are.
  const Remembering = new Proxy(Original, {
    construct(target, args: ConstructorParameters<typeof Response>, newTarget) {
      const response: Response = Reflect.construct(
        target,
        args,
        newTarget === Remembering ? target : newTarget,
      )
      if (typeof args[0] === 'string') texts.set(response, args[0])
      return response
    },
  })
  remembered.add(Remembering)
  globalThis.Response = Remembering
}

const remembered = new WeakSet<object>()
