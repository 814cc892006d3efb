import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { type BodyBudget, bodyBudget } from '../http/body-budget.ts';
import { UNKNOWN } from '../observability/label-values.ts';
import type { Source } from '../sources/source-port.ts';
import { spokenRarely } from './log-limiter.ts';
import { type ReceiveDeps, receiveWebhook } from './receive-webhook.ts';
import { type Answer, errorAnswer, errorBody, sendAnswer } from './webhook-answer.ts';

/** What the webhooks listener needs. */
export interface WebhookDeps extends ReceiveDeps {
  /** The configured sources, by name. */
  readonly sources: () => ReadonlyMap<string, Source>;
  readonly log: Logger;
}

/** All bodies that are being read together may take the memory of this many of the largest ones. */
const LARGEST_BODIES_AT_ONCE = 8;

/**
 * The webhooks listener: `POST|PUT /webhooks/{source}`, and nothing else. It answers 2xx only for what is durable, 503
 * for whatever the sender should send again, and 4xx only for what can never work.
 */
export function createWebhookApp(deps: WebhookDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  const budget = bodyBudget(() => deps.maxBodyBytes() * LARGEST_BODIES_AT_ONCE);
  const say = speaker(deps);
  app.use('/webhooks/:source', (request: Request, response: Response, next: NextFunction) => {
    if (request.path !== '/') return next();
    return serve(request, response, { deps, budget, say });
  });
  app.use((request: Request, response: Response) => elsewhere(request, response, deps));
  app.use((_error: unknown, request: Request, response: Response, _next: NextFunction) =>
    elsewhere(request, response, deps),
  );
  return app;
}

/** Any other path, or one that cannot be decoded. */
function elsewhere(request: Request, response: Response, { metrics }: WebhookDeps): void {
  metrics.webhookRequests.inc({ source: UNKNOWN, code: '404' });
  sendAnswer(request, response, errorAnswer(404, 'not found; the path is /webhooks/{source}'));
}

interface Serving {
  readonly deps: WebhookDeps;
  readonly budget: BodyBudget;
  readonly say: ReturnType<typeof speaker>;
}

async function serve(request: Request, response: Response, { deps, budget, say }: Serving): Promise<void> {
  const { clock, metrics } = deps;
  const beganAt = clock.monotonic();
  const requestId = randomUUID();
  response.setHeader('X-Request-Id', requestId);
  const found = deps.sources().get(String(request.params.source));
  const source = found?.name ?? UNKNOWN;
  const answer = await answerOf(request, found, { ...deps, budget, requestId });
  metrics.webhookDuration.observe({ source }, (clock.monotonic() - beganAt) / 1_000);
  metrics.webhookRequests.inc({ source, code: answer ? String(answer.status) : 'aborted' });
  if (!answer) return;
  say(answer, source, requestId);
  sendAnswer(request, response, answer);
}

async function answerOf(
  request: Request,
  source: Source | undefined,
  deps: WebhookDeps & { readonly budget: BodyBudget; readonly requestId: string },
): Promise<Answer | undefined> {
  if (!source)
    return errorAnswer(404, 'unknown source; the path is /webhooks/{source}, as named in the configuration');
  if (request.method !== 'POST' && request.method !== 'PUT')
    return errorAnswer(405, 'send alerts with POST', { headers: { Allow: 'POST, PUT' } });
  try {
    return await receiveWebhook(request, source, deps);
  } catch (error) {
    const { log, requestId } = deps;
    log.error({ err: error, source: source.name, requestId }, 'a webhook failed for an unexpected reason');
    return { status: 500, body: errorBody({ error: 'internal error; see the log of the agent', requestId }) };
  }
}

/** Logs answers: one line per stored body at debug, and refusals at warn, the same one not more than once a minute. */
function speaker({ log, clock }: WebhookDeps) {
  const rarely = spokenRarely(clock);
  return ({ status, body, note }: Answer, source: string, requestId: string): void => {
    const fields = { source, status, answer: body.slice(0, 200), ...(note && { note }), requestId };
    if (status < 400 || source === UNKNOWN) {
      log.debug(fields, 'webhook answered');
      return;
    }
    const heldBack = rarely(`${source} ${status} ${note ?? ''}`);
    if (heldBack !== undefined) log.warn({ ...fields, heldBack }, 'webhook refused');
  };
}
