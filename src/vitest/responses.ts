/**
 * @module
 * The texts of responses. A snapshot is written synchronously, but the body of a `Response` is read asynchronously: so
 * its text is kept when the response is made.
 */

const texts = new WeakMap<Response, string>()

/** The text that a response was made with; `undefined` for other bodies. */
export const textOfResponse = (response: Response): string | undefined => texts.get(response)

/** From now on, keeps the text of every response that is made with one. */
export const rememberResponses = (): void => {
  const { Response: Original } = globalThis
  if (remembered.has(Original)) return
  // A proxy instead of a subclass, so that `instanceof` and the static methods stay the same.
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
