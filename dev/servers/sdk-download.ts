const LIMIT_MS = 120_000;

/**
 * Lets Temporal's SDK download one of its two test servers into `folder` (it starts it once to try it).
 * Where the download site is out of reach it is refused at once; where it hangs, after two minutes.
 */
export async function sdkDownload(server: 'dev-server' | 'time-skipping', folder: string): Promise<void> {
  // Loaded only here: it brings the native core with it, and is there for development only.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', downloadDir: folder } as const;
  const started =
    server === 'dev-server'
      ? TestWorkflowEnvironment.createLocal({ server: { executable } })
      : TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    const environment = await Promise.race([started, tooLong]);
    await environment.teardown();
  } finally {
    clearTimeout(timer);
  }
}
