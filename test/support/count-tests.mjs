/** So many tests of a run may have needed a second try (`second-try`); more are no neighbour's doing. */
const mostSecondTries = 3;

/**
 * Ends a run with one plain line from the runner's own report: `12 passed, 0 failed`, and with the names of tests that
 * passed only when they were tried again.
 */
export default class CountTests {
  secondTries = [];

  onTestResult(_, { testResults }) {
    for (const { fullName, status, invocations = 1 } of testResults)
      if (status === 'passed' && invocations > 1) this.secondTries.push(fullName);
  }

  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    const again = this.secondTries.map((name) => `passed only when tried again: ${name}\n`).join('');
    // Behind the summary, which another reporter writes.
    process.once('exit', () =>
      process.stderr.write(`\n${again}${numPassedTests} passed, ${failed} failed${skipped}\n`),
    );
  }

  /** What it returns makes the run fail. */
  getLastError() {
    if (this.secondTries.length > mostSecondTries)
      return new Error(`${this.secondTries.length} tests passed only when tried again; ${mostSecondTries} may`);
  }
}
