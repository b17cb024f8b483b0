/** Plain calls to Flink for the conformance suite: they must not depend on the clients they help to test. */

const pollMs = 100;

export async function getJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

async function postJson(url: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${(await response.text()).slice(0, 2000)}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Runs a small query on the cluster through the gateway and returns its rows' first fields. */
export async function selectOne(gatewayUrl: string, clusterUrl: string): Promise<unknown[]> {
  const { port } = new URL(clusterUrl);
  const session = await postJson(`${gatewayUrl}/v1/sessions`, {
    properties: { 'execution.target': 'remote', 'rest.address': '127.0.0.1', 'rest.port': port },
  });
  const sessionUrl = `${gatewayUrl}/v1/sessions/${String(session['sessionHandle'])}`;
  const operation = await postJson(`${sessionUrl}/statements`, { statement: 'SELECT * FROM (VALUES (1)) AS t(n)' });
  const rows: unknown[] = [];
  let next = `/v1/sessions/${String(session['sessionHandle'])}/operations/${String(operation['operationHandle'])}/result/0`;
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const page = await getJson(gatewayUrl + next);
    const results = page['results'] as { data?: { fields: unknown[] }[] } | undefined;
    rows.push(...(results?.data ?? []).map((row) => row.fields[0]));
    if (page['resultType'] === 'EOS') break;
    next = String(page['nextResultUri'] ?? next);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  await fetch(sessionUrl, { method: 'DELETE' });
  return rows;
}
