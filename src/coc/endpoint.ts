import { z } from 'zod';

/**
 * True for a host that can only be this machine. For the emulator there, plain HTTP and missing credentials
 * are allowed.
 */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** The same for each spelling of the host and port of an origin: all names of this machine, and a name with a dot at its end. */
export function addressOf(origin: string): string {
  const url = new URL(origin);
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return `${isLoopback(url) ? 'this machine' : url.hostname.replace(/\.$/, '')}:${port}`;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Returns the origin of a text that is known to be a URL. */
function originOf(text: string): string {
  return new URL(text).origin;
}

function isHttp(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}

/** True for a URL with only scheme, host and port. */
function isOrigin(url: URL): boolean {
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
}

/** Schema of the origin of an HTTPS service. Plain HTTP is only allowed on this machine. */
export const endpointSchema = z
  .string()
  .superRefine((text, context) => {
    const url = urlOf(text);
    const problem = url
      ? endpointProblem(url)
      : 'is not a URL; write one such as https://coc.myhuaweicloud.com';
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform(originOf);

function endpointProblem(url: URL): string | undefined {
  if (!isHttp(url)) return `has the scheme ${url.protocol}, which is not supported; use https`;
  if (url.protocol === 'http:' && !isLoopback(url))
    return `would send credentials unencrypted to ${url.hostname}; use https (http is only for loopback hosts)`;
  if (!isOrigin(url)) return 'must have only scheme, host and port; remove path, query and credentials';
  return undefined;
}

/** Schema of the origin of an HTTP proxy. Its credentials have their own keys, so that they stay secret. */
export const proxySchema = z
  .string()
  .refine(
    (text) => {
      const url = urlOf(text);
      return url !== undefined && isHttp(url) && isOrigin(url);
    },
    {
      error:
        'is not the address of a proxy; write http://host:port without path, and put user and password under proxyAuth',
    },
  )
  .transform(originOf);
