/** The port that every adapter implements; the core owns it. */
export type { Adapter, AdapterState } from '../src/adapter.ts';
