import { authenticate } from '../auth/authenticate.ts';
import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { cocRefusal, nullRefusal, unsupportedContentType } from '../contract/coc-answer.ts';
import { gatewayAnswer, notPublished } from '../contract/gateway-answer.ts';
import { keystoneRefusal } from '../contract/keystone-answer.ts';
import { catchUp } from '../people/catch-up.ts';
import type { Endpoint } from './endpoint.ts';
import type { CallTarget } from './find-target.ts';

/**
 * Answers a call as COC, its gateway or IAM would. Checks the path first, then the credentials, then the
 * content type; the endpoint comes last.
 */
export function answerCall(call: Call, target: CallTarget | undefined, backend: Backend): Answer {
  const { settings } = backend;
  if (!target) return notPublished(settings.gatewayPrefix);
  const refusal = refusalOf(call, target.endpoint, backend);
  if (refusal) return refusal;
  if (isBodyExpected(target.endpoint) && !isJson(call.headers['content-type'])) return unsupportedContentType;
  catchUp(backend, call.processedAt);
  return target.endpoint.answer(call, target.ids, backend);
}

/** The gateway's answer to a body over the size limit. */
export function tooLarge({ settings }: Backend): Answer {
  return gatewayAnswer(settings.gatewayPrefix, 413, '0201', 'Request entity too large');
}

function refusalOf(call: Call, endpoint: Endpoint, backend: Backend): Answer | undefined {
  if (endpoint.service === 'iam-open') return undefined;
  const { settings, keys, store } = backend;
  const verdict = authenticate(call, {
    keys,
    tokens: store.tokens,
    required: settings.auth.required,
    needsProject: endpoint.service === 'coc',
    maxSkewMs: settings.maxSkewMs,
    now: call.receivedAt,
  });
  switch (verdict.kind) {
    case 'accepted':
      return undefined;
    case 'gateway':
      return gatewayAnswer(settings.gatewayPrefix, 401, verdict.code, verdict.message);
    case 'missing':
      if (endpoint.service === 'coc') return missingToken(endpoint);
      return keystoneRefusal(401, 'The request you have made requires authentication.');
  }
}

function missingToken({ operation }: Endpoint): Answer {
  const refused = operation === 'alarm' ? nullRefusal : cocRefusal;
  return refused(401, 'common.01010001', 'Token missing or invalid.');
}

function isBodyExpected({ method }: Endpoint): boolean {
  return method === 'POST' || method === 'PUT';
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}
