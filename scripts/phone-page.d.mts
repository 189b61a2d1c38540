/** The page of the phone, its script and its style in it. */
export const bundlePage: () => Promise<string>
