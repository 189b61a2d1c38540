// oxlint-disable no-underscore-dangle -- The hook of CommonJS is called so.
/**
 * typescript-eslint needs a compiler with an API, which TypeScript 7 does not have: `typescript` means version 6 in a
 * process that requires this file first.
 */
const Module = require('node:module')

const resolve = Module._resolveFilename
Module._resolveFilename = function resolveFilename(request, ...rest) {
  return resolve.call(this, request.replace(/^typescript(?=\/|$)/, 'typescript-6'), ...rest)
}
