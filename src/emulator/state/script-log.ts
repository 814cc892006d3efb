import type { JsonObject } from '../contract/json-object.ts';

/** Approval of a script. Only an approved one can be executed. */
export type ScriptStatus = 'PENDING_APPROVE' | 'APPROVED' | 'REJECTED';

/** One script, with the fields of the API in the API's own names. */
export interface Script {
  /** Number of the script. It grows and never repeats. */
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly content: string;
  readonly properties: ScriptProperties;
  readonly params: readonly JsonObject[];
  readonly status: ScriptStatus;
  /** Epoch ms UTC. */
  readonly createdAt: number;
  /** Epoch ms UTC. */
  readonly modifiedAt: number;
  readonly creator: string;
  /** The last who changed it. */
  readonly operator: string;
}

/** Risk, version and reviewers of a script. */
export interface ScriptProperties {
  readonly risk_level: string;
  readonly version: string;
  readonly reviewers: readonly JsonObject[];
  readonly protocol: string | null;
}

/** All scripts, the first created first. */
export interface ScriptLog {
  nextId: number;
  readonly scripts: Script[];
}

/** An empty log. */
export function newScriptLog(): ScriptLog {
  return { nextId: 1, scripts: [] };
}

/** State of a script that was just created or changed. */
export function firstStatus({ reviewers }: ScriptProperties): ScriptStatus {
  return reviewers.length > 0 ? 'PENDING_APPROVE' : 'APPROVED';
}

/** The script with this uuid; undefined when there is none. */
export function findScript(log: ScriptLog, uuid: string): Script | undefined {
  return log.scripts.find((script) => script.uuid === uuid);
}

/** Puts a script in the place of the one with its uuid. */
export function replaceScript(log: ScriptLog, script: Script): void {
  const at = log.scripts.findIndex(({ uuid }) => uuid === script.uuid);
  if (at >= 0) log.scripts[at] = script;
}

/** Removes the script with this uuid. */
export function removeScript(log: ScriptLog, uuid: string): void {
  const at = log.scripts.findIndex((script) => script.uuid === uuid);
  if (at >= 0) log.scripts.splice(at, 1);
}
