/** Jest wants default exports. */
export { setUp as default } from './postgres-for-tests.ts';
