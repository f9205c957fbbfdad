/** Ends a run with one plain line from the runner's own report: `12 passed, 0 failed`. */
export default class CountTests {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    // Behind the summary, which another reporter writes.
    process.once('exit', () => process.stderr.write(`\n${numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
}
