import { readConfig } from '../../app/read-config.ts';
import type { Config } from '../../app/registry.ts';
import { type ApiResult, callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf, Api, RequestOf } from '../../coc/calls/define-api.ts';
import type { CallResult, CocCall } from '../../coc/client.ts';
import type { CocConfig } from '../../coc/config.ts';
import { iamEndpointOf } from '../../coc/look-up-project.ts';
import { type CocDeps, openClient } from '../../coc/open-client.ts';
import { Egress } from '../../egress/egress.ts';
import { systemClock } from '../../time/clock.ts';
import { errorOf } from './coc-failure.ts';

/** Option that names the configuration, whose section `coc` tells how to reach COC. */
export interface CocOptions {
  readonly config: string;
}

/** An answer of COC: as it is read, and as it came. */
export type Answered<Answer> = Extract<ApiResult<Answer>, { kind: 'answered' }>;

/** The way to COC of one command. */
export interface CocSession {
  readonly coc: CocConfig;
  /** The whole configuration, for what the agent would send itself. */
  readonly config: Config;
  readonly deps: CocDeps;
  /** Zone of the times that are printed. */
  readonly timezone: string;
  /** Aborts when the user stops the command. */
  readonly signal: AbortSignal;
  readonly call: (call: CocCall) => Promise<CallResult>;
  /**
   * Calls an API.
   *
   * @throws {UsageError} when the request breaks a limit of COC.
   * @throws {Error} when COC does not answer, or refuses.
   */
  ask<A extends Api>(api: A, request: RequestOf<A>): Promise<Answered<AnswerOf<A>>>;
}

/** Opens a client of IAM: a call for the projects of the account names no project itself. */
function openIamClient(coc: CocConfig, deps: CocDeps) {
  const { auth } = coc;
  const named = auth.type === 'aksk' ? { ...auth, projectId: undefined } : auth;
  return openClient({ ...coc, auth: named }, deps, iamEndpointOf(coc));
}

/**
 * Runs `work` with a client of COC or IAM that is made of the configuration, and closed afterwards. Ctrl-C ends the call that is
 * under way, once; a second one ends the process. Returns the exit code.
 *
 * @throws {ConfigError} when the configuration cannot be used.
 */
export async function withCoc(
  { config: file }: CocOptions,
  work: (session: CocSession) => Promise<number>,
  to: 'COC' | 'IAM' = 'COC',
): Promise<number> {
  const { config } = await readConfig(file, process.env);
  const deps = { clock: systemClock, random: Math.random, egress: new Egress(config.egress) };
  const { client } = to === 'IAM' ? openIamClient(config.coc, deps) : openClient(config.coc, deps);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const call = (made: CocCall) => client.call(made, stopped.signal);
  try {
    return await work({
      ...{ coc: config.coc, config, deps, timezone: config.admin.timezone, signal: stopped.signal, call },
      async ask(api, request) {
        const result = await callApi(call, api, request);
        if (result.kind === 'answered') return result;
        throw errorOf(result);
      },
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await client.close();
  }
}
