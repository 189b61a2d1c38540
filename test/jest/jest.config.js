export default {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        jsc: { transform: { react: { runtime: 'automatic', importSource: 'twimlx/messaging' } } },
      },
    ],
  },
}
