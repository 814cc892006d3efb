/** How a decision about an incident ended. When it is not done, nothing has changed. */
export type IncidentDecision =
  | { readonly key: string; readonly done: true; readonly outcome: 'opened' | 'asked-again' }
  | {
      readonly key: string;
      readonly done: false;
      /** `missing`: there is none of this key; `refused`: it can't be decided; `unavailable`: not now. */
      readonly why: 'missing' | 'refused' | 'unavailable';
      readonly error: string;
    };

/** What an operator may decide about incidents. Each decision is recorded with its actor. */
export interface IncidentDesk {
  /** Of an incident whose outcome is unknown: it was opened under this number, or (undefined) is to be asked for again. */
  decide(key: string, incidentNum: string | undefined, actor: string): Promise<IncidentDecision>;
}
