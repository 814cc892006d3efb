import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { BodyRoom } from '../http/body-room.ts';
import { sendRequestId } from '../http/request-id.ts';
import { UNKNOWN } from '../observability/label-values.ts';
import { traceFields } from '../observability/trace-fields.ts';
import type { Source } from '../sources/source-port.ts';
import type { HowHeard } from '../time/listening-gaps.ts';
import { FailedSenders } from './failed-senders.ts';
import { howHeard } from './how-heard.ts';
import { LateAnswers } from './late-answers.ts';
import { logLimiter } from './log-limiter.ts';
import { type ReceiveDeps, type RequestDeps, receiveWebhook } from './receive-webhook.ts';
import { SeenRequests } from './seen-requests.ts';
import { readTraceparent } from './traceparent.ts';
import { errorAnswer, errorBody, sendAnswer, type WebhookAnswer } from './webhook-answer.ts';

/** Dependencies of the webhooks listener. */
export interface WebhookDeps extends ReceiveDeps {
  /** Notes how a source was heard by a request. */
  readonly noteRequest?: (source: string, how: HowHeard) => void;
  readonly log: Logger;
}

/**
 * The webhooks listener: `POST|PUT /webhooks/{source}`, and nothing else. It answers 2xx only for what is durable, 503
 * for everything that the sender should send again, and 4xx only for what can never work.
 */
export function createWebhookApp(deps: WebhookDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  const room = new BodyRoom(deps.bodySizes, deps.clock);
  const seen = new SeenRequests(deps.clock);
  const logAnswer = answerLogger(deps);
  const slowDown = slowerFor401(deps);
  app.use('/webhooks/:source', (request: Request, response: Response, next: NextFunction) => {
    if (request.path !== '/') return next();
    return serveWebhook(request, response, { deps, room, seen, logAnswer, slowDown });
  });
  app.use((request: Request, response: Response) => serveNotFound(request, response, deps));
  // A path that cannot be decoded arrives here as an error.
  app.use((_error: unknown, request: Request, response: Response, _next: NextFunction) =>
    serveNotFound(request, response, deps),
  );
  return app;
}

function serveNotFound(request: Request, response: Response, { metrics }: WebhookDeps): void {
  metrics.webhookRequests.inc({ source: UNKNOWN, code: '404' });
  sendAnswer(request, response, errorAnswer(404, 'not found; the path is /webhooks/{source}'));
}

interface Serving {
  readonly deps: WebhookDeps;
  readonly room: BodyRoom;
  readonly seen: SeenRequests;
  readonly logAnswer: ReturnType<typeof answerLogger>;
  readonly slowDown: ReturnType<typeof slowerFor401>;
}

async function serveWebhook(
  request: Request,
  response: Response,
  { deps, room, seen, logAnswer, slowDown }: Serving,
): Promise<void> {
  const { clock, metrics } = deps;
  const beganAt = clock.monotonic();
  const requestId = sendRequestId(response);
  const found = deps.sources().get(String(request.params.source));
  const source = found?.name ?? UNKNOWN;
  const trace = readTraceparent(request.headers.traceparent);
  const answer = await answerTo(request, found, { ...deps, room, seen, requestId, trace });
  metrics.webhookDuration.observe({ source }, (clock.monotonic() - beganAt) / 1_000);
  metrics.webhookRequests.inc({ source, code: answer ? String(answer.status) : 'aborted' });
  if (found) deps.noteRequest?.(found.name, howHeard(answer));
  if (!answer) return;
  logAnswer(answer, source, { requestId, ...traceFields(trace) });
  if (answer.status !== 401 || (await slowDown(request, response))) sendAnswer(request, response, answer);
  else request.socket.destroy();
}

async function answerTo(
  request: Request,
  source: Source | undefined,
  deps: WebhookDeps & RequestDeps & { readonly requestId: string },
): Promise<WebhookAnswer | undefined> {
  if (!source)
    return errorAnswer(404, 'unknown source; the path is /webhooks/{source}, as named in the configuration');
  if (request.method !== 'POST' && request.method !== 'PUT')
    return errorAnswer(405, 'send alerts with POST', { headers: { Allow: 'POST, PUT' } });
  try {
    return await receiveWebhook(request, source, deps);
  } catch (error) {
    const { log, requestId, trace } = deps;
    log.error(
      { err: error, source: source.name, requestId, ...traceFields(trace) },
      'a webhook request failed for an unexpected reason; its sender got a 500 and may send it again',
    );
    return { status: 500, body: errorBody({ error: 'internal error; see the log of the agent', requestId }) };
  }
}

/**
 * Slows down the answers to addresses that keep sending wrong credentials. The returned function resolves with false for
 * a request that gets no answer.
 */
function slowerFor401({ log, clock, metrics }: WebhookDeps) {
  const failed = new FailedSenders(clock);
  const late = new LateAnswers(clock);
  const limit = logLimiter(clock);
  return async ({ socket }: Request, response: Response): Promise<boolean> => {
    const address = socket.remoteAddress ?? '';
    const { tooMany, first } = failed.count(address);
    if (!tooMany) return true;
    metrics.webhookAuthSlowed.inc();
    if (first && limit('slow') !== undefined)
      log.warn(
        { address },
        'an address keeps sending wrong credentials; its wrong requests are answered slowly, or not at all',
      );
    response.setHeader('Connection', 'close');
    return late.turn(address);
  };
}

/** Logs each stored body at debug, and refusals at warn: the same refusal at most once a minute. */
function answerLogger({ log, clock }: WebhookDeps) {
  const limit = logLimiter(clock);
  return ({ status, body, note }: WebhookAnswer, source: string, ids: object): void => {
    const fields = { source, status, answer: body.slice(0, 200), ...(note && { note }), ...ids };
    if (status < 400 || source === UNKNOWN) {
      log.debug(fields, 'webhook answered');
      return;
    }
    const leftOut = limit(`${source} ${status} ${note ?? ''}`);
    if (leftOut !== undefined) log.warn({ ...fields, leftOut }, 'webhook refused');
  };
}
