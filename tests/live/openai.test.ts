import { smokeTest } from "./_smoke.ts";

smokeTest("openai/gpt-5.4-nano");
