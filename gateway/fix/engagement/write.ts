/** npm run rules-of-engagement: writes the document where the repository has it. */
import { writeFileSync } from 'node:fs';
import { RULES_FILE, rulesOfEngagement } from '../rules-of-engagement.js';

writeFileSync(RULES_FILE, rulesOfEngagement());
console.log(RULES_FILE);
