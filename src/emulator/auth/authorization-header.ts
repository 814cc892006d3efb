/** The parts of an `Authorization: SDK-HMAC-SHA256 …` header. */
export interface Authorization {
  readonly accessKey: string;
  /** Lower-case names, in the order of the header. */
  readonly signedHeaders: readonly string[];
  /** Lower-case hex. */
  readonly signature: string;
}

const SHAPE = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([a-z0-9;_-]+), ?Signature=([0-9a-f]{64})$/i;

/** Reads the header; undefined when it does not have the shape in the signature guide. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKey, names, signature] = SHAPE.exec(header.trim()) ?? [];
  if (accessKey === undefined || names === undefined || signature === undefined) return undefined;
  return {
    accessKey,
    signedHeaders: names.toLowerCase().split(';'),
    signature: signature.toLowerCase(),
  };
}

const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Reads `X-Sdk-Date` (`YYYYMMDDTHHMMSSZ`) as epoch ms UTC; undefined when it is not such a date. */
export function parseSdkDate(text: string): number | undefined {
  const parts = DATE.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  const time = Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0);
  const back = new Date(time).toISOString().replace(/[-:]|\.000/g, '');
  return back === text ? time : undefined;
}
