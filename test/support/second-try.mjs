/**
 * On a machine that runs all tests for a change (CI is set), a test that failed may try once more: there a neighbour can
 * take the processor away for seconds. Which tests needed it is told at the end, and more than a few are a failure
 * (`count-tests`). At a desk nothing is tried twice.
 */
if (process.env['CI']) import.meta.jest.retryTimes(1, { logErrorsBeforeRetry: true });
