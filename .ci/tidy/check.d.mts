import type { Comment, Program } from 'oxc-parser';

/** Checks source files and pages, texts by path from the root of the repository, by the table of rules. */
export function check(files: ReadonlyMap<string, string>, rules: Rules): readonly Finding[];

/** One finding as a line: file, line, rule, message and reason. */
export function describeFinding(finding: Finding): string;

/** A place that breaks a rule. */
export interface Finding {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
  readonly reason: string;
}

/** Facts about a source file that the rules ask for. */
export interface Module {
  readonly path: string;
  readonly imports: readonly {
    readonly specifier: string;
    /** Path of a file of the repository; undefined for a module of Node or of npm. */
    readonly target: string | undefined;
    /** `*` stands for the whole file. */
    readonly names: readonly { readonly name: string; readonly isType: boolean }[];
    readonly line: number;
  }[];
  /** Imports at run time whose path is no plain text. */
  readonly computedImports: readonly { readonly line: number }[];
  readonly exports: readonly {
    /** `*` stands for all of another file. */
    readonly name: string;
    /** The name before `as`; of an import, its name where it comes from. */
    readonly original: string | undefined;
    /** The module that the export is passed on from. */
    readonly from: string | undefined;
    readonly line: number;
  }[];
  /** Names such as `process.exit`, `fetch` and `new Date`. */
  readonly calls: readonly { readonly name: string; readonly line: number }[];
  /** All names in the code, private ones without `#`: one for each line. */
  readonly identifiers: readonly { readonly name: string; readonly line: number }[];
  readonly strings: readonly { readonly text: string; readonly line: number }[];
  readonly comments: readonly { readonly text: Comment['value']; readonly line: number }[];
  readonly program: Program;
}

/** A page that people read. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The table of rules. A place is the beginning of a path; one that ends in `/` is a folder. */
export interface Rules {
  /** Rooms in order, the lowest first. A room imports itself and the rooms that it lists. */
  readonly rooms: readonly (Reason & { readonly room: string; readonly imports: readonly string[] })[];
  /** Folders whose own folders do not import each other. */
  readonly siblings: readonly (Reason & { readonly in: string })[];
  /** Modules of Node and of npm that places do without. */
  readonly modules: readonly (Reason & {
    readonly in: readonly string[];
    readonly never: readonly string[];
    /** Files that import one of them, with the reason of each. */
    readonly allowed?: readonly (Reason & { readonly in: string })[];
  })[];
  readonly calls: readonly (Reason & {
    readonly calls: readonly string[];
    readonly onlyIn: readonly string[];
    /** Files of other rooms that make such a call, with the reason of each. */
    readonly allowed?: readonly (Reason & { readonly in: string })[];
  })[];
  /** Imports whose path is no plain text, and exports of a whole file. */
  readonly unnamed: Reason;
  readonly knownOnlyIn: readonly KnownOnlyIn[];
  readonly wiring: Reason & {
    readonly in: string;
    readonly maxFiles: number;
    /** Everything but functions that the room may export. */
    readonly exports: readonly (Reason & { readonly name: string })[];
  };
  readonly alike: Reason & {
    /** Places whose names are their own. */
    readonly ignore: readonly (Reason & { readonly in: string })[];
    /** Folders of adapters: the same role has the same names in each of them. */
    readonly roles: readonly string[];
    /** Names that files may share. */
    readonly files: readonly (Reason & { readonly name: string })[];
  };
  readonly words: Reason & {
    readonly ignore: readonly string[];
    readonly banned: readonly BannedWord[];
    readonly allowed: readonly (Reason & { readonly name: string; readonly in: string })[];
  };
}

/** Imports that only some places make: those that fit `from`, and `names` or `part` when they are set. */
export interface KnownOnlyIn extends Reason {
  readonly what: string;
  readonly onlyIn: readonly string[];
  /** Regular expression for the beginning of the imported path. */
  readonly from?: string;
  /** Regular expression for a whole name. */
  readonly names?: string;
  /** A word that no name of another place contains: of an import, a member, a variable or a type. */
  readonly part?: string;
  /** True when a type may be known everywhere. */
  readonly values?: boolean;
  /** The one import from elsewhere. */
  readonly entry?: { readonly file: string; readonly importedBy: string };
}

/** A word that the glossary has another one for: a whole name, a part of a name or text, or the name of a file. */
export interface BannedWord {
  readonly name?: string;
  /** A word, or several in a row. */
  readonly part?: string;
  readonly file?: string;
  /** What is searched besides the names of files and exported names. */
  readonly also?: readonly ('names' | 'comments' | 'strings' | 'pages')[];
  /** Words in a row that contain the part and are right. */
  readonly except?: readonly string[];
  /** Folders that speak with another system, in its words. */
  readonly vendor?: readonly string[];
  readonly instead: string;
}

interface Reason {
  readonly reason: string;
}
