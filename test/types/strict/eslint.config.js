/**
 * @module
 * The configuration of users who lint with `strictTypeChecked`, without the rules that judge an example's style.
 */
import { configs } from 'typescript-eslint'

export default [
  ...configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A handler of Hono's that answers nothing must be async, whether or not it awaits.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
]
