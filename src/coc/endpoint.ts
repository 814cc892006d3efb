import { z } from 'zod';

/** True for a host that can only be this machine, where plain HTTP and missing credentials are for the emulator. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** True when nothing but scheme, host and port is said. */
function isOrigin(url: URL): boolean {
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
}

/** A configuration value that is the origin of an HTTPS service; plain HTTP only on this machine. */
export const endpointSchema = z
  .string()
  .superRefine((text, context) => {
    const url = urlOf(text);
    const problem = url
      ? endpointProblem(url)
      : 'is not a URL; write one such as https://coc.myhuaweicloud.com';
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((text) => urlOf(text)?.origin ?? text);

function endpointProblem(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `has the scheme ${url.protocol} which cannot be called; use https`;
  if (url.protocol === 'http:' && !isLoopback(url))
    return `would send credentials in the clear to ${url.hostname}; use https (http is for loopback hosts only)`;
  if (!isOrigin(url)) return 'may hold scheme, host and port only; remove the path, query and credentials';
  return undefined;
}

/** A configuration value that is the origin of an HTTP proxy. Its credentials have their own keys, to stay secret. */
export const proxySchema = z
  .string()
  .refine(
    (text) => {
      const url = urlOf(text);
      return url !== undefined && /^https?:$/.test(url.protocol) && isOrigin(url);
    },
    {
      error: 'is not a proxy; write http://host:port without path, and put user and password under proxyAuth',
    },
  )
  .transform((text) => urlOf(text)?.origin ?? text);
