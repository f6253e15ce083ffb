/** How unlikely a string of letters is as words or names of code. The table holds, for every pair of letters, how rare the second is after the first. */

/** 26 × 26 digits, row by row, measured on type declarations and manuals: 0 is common, 9 never seen. About one and a half bits a step. */
const RARITY = [
  '63236648485232938121456548244525562461552573342667472644267239335515834237885923430457177355257334366759',
  '35224447587332545122745358254422661972551593333677493546064329534334922437776715651665295445158342477749',
  '44233438797330247422749594254415694755442495142547883444044528544444742345485825431567186265249533357839',
  '14541567286435227534376669262224163755542585214478684433644747523143913334367816441563396256238132366848',
  '64546487599255856334046876253415572954342583334579493635146329545533552136564926451563197456247233476737',
  '33343448398221539222779798154505561995443595447758591554255319445225822467668934241465287435416541666546',
  '3434244738722231842266465526550566286457357554656744',
].join('');

/** Mean rarity of the pairs of letters: about 2.2 for names and words, 4.6 for random letters. Everything that is no letter is passed over. */
export function rarity(text: string): { letters: number; mean: number } {
  let letters = 0;
  let sum = 0;
  let before = -1;
  for (let index = 0; index < text.length && index < 200; index++) {
    const letter = (text.charCodeAt(index) | 32) - 97;
    if (letter < 0 || letter > 25 || text.charCodeAt(index) < 65) continue;
    if (before >= 0) sum += RARITY.charCodeAt(before * 26 + letter) - 48;
    before = letter;
    letters += 1;
  }
  return { letters, mean: letters < 2 ? 0 : sum / (letters - 1) };
}
