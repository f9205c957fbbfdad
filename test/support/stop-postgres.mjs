export { tearDown as default } from './postgres-for-tests.ts';
