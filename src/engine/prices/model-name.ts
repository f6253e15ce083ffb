/**
 * The names under which a model may be found in the price data: as it stands in the log, then without what a cloud, a
 * gateway or a client adds around the vendor's own name. Nothing is guessed: a name that stays unknown is unpriced.
 */

/** Candidates in the order in which they are tried, without repeats. */
export function modelNames(logged: string): readonly string[] {
  const given = logged.trim().toLowerCase();
  if (given === '' || given.startsWith('<')) return [];
  const variantless = given.replace(/\[[^\]]*\]$/, '');
  const local = variantless.slice(variantless.lastIndexOf('/') + 1);
  const vendors = local.replace(BEDROCK_PREFIX, '').replace(BEDROCK_REVISION, '');
  const undated = vendors.replace(VERTEX_DATE, '');
  return [...new Set([given, variantless, local, vendors, undated, undated.replace(DATE, '')])].filter(
    (name) => name !== '',
  );
}

/** `us.anthropic.`, `global.anthropic.`, `anthropic.`, `amazon.` … before the vendor's name. */
const BEDROCK_PREFIX =
  /^(?:(?:us|us-gov|eu|apac|au|jp|ca|global)\.)?(?:anthropic|amazon|meta|mistral|deepseek|openai|qwen|moonshotai?|minimax|zai)\./;
/** `-v1:0`, `:0` behind it. */
const BEDROCK_REVISION = /(?:-v\d{1,3})?:\d{1,4}k?$/;
/** `@20251101`, `@default`. */
const VERTEX_DATE = /@[a-z0-9-]{1,20}$/;
const DATE = /-20\d{6}$/;
