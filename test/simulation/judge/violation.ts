/** A promise that a life has broken. `invariant` is a number of the list in the README of this folder. */
export interface Violation {
  readonly invariant:
    | 'I1'
    | 'I2'
    | 'I3'
    | 'I4'
    | 'I5'
    | 'I6'
    | 'I7'
    | 'I8'
    | 'stuck'
    | 'truth'
    | 'story'
    | 'policy'
    | 'deaf'
    | 'orphan';
  readonly what: string;
}
