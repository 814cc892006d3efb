/**
 * Calls a JSON API, with GET unless there is a body.
 *
 * @throws when it does not answer 2xx.
 */
export async function callJson<T>(
  url: string,
  options: { method?: string; body?: unknown } = {},
): Promise<T> {
  const { method = options.body === undefined ? 'GET' : 'POST', body } = options;
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answers ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
