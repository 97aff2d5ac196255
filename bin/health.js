// Exits with 0 when the Tollgate of this container answers, else with 1: the health check of the Dockerfile. Plain JavaScript,
// so that it starts at once.
const { TOLLGATE_PORT: port = '' } = process.env;

try {
  // Kubernetes may have written an address of its own into the variable.
  const address = `http://127.0.0.1:${/^\d+$/.test(port) ? port : '8787'}/v1/health`;
  const response = await fetch(address, { signal: AbortSignal.timeout(4000) });
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(`Tollgate does not answer: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
