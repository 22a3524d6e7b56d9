import { smokeTest } from "./_smoke.ts";

smokeTest("haiku");
