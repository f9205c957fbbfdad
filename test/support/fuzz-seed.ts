import fc from 'fast-check';

// The same cases in every run, so that a red test is a change's doing; `FUZZ_SEED=7 npm test` explores others.
fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 20_261_121) });
