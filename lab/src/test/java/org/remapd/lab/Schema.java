package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

/** What commands print with {@code --json}, against the schemas that are installed. */
final class Schema {

    private static final String PUBLISHED = "/usr/share/remapd/schema/";

    /** As much of JSON Schema as these use. A name that is not published fits as little as one that is missing. */
    private static final String OBJECTIONS = """
            def kinds: if type == "number" and floor == . then "integer", "number" else type end;
            def objections($schema; $at):
              ([$schema.type] | flatten) as $types
              | if any(kinds; . as $kind | $types | index($kind)) | not then ["\\($at) is not of type \\($types)"]
                elif type == "array" then [to_entries[] | . as $one | .value | objections($schema.items; "\\($at)[\\($one.key)]")[]]
                elif type == "object" and $schema.properties then
                  . as $object
                  | [$schema.required[] | select(in($object) | not) | "\\($at) has no \\(.)"]
                  + [to_entries[] | . as $one | .value
                     | if $schema.properties[$one.key] then objections($schema.properties[$one.key]; "\\($at).\\($one.key)")[]
                       else "\\($at).\\($one.key) is not published" end]
                else [] end;
            objections($schema[0]; "")
            """;

    private Schema() {}

    /** @param schema its name: that of the command, mostly */
    static void assertFits(Guest guest, String schema, String command) {
        String judge = "jq -c --slurpfile schema " + PUBLISHED + schema + ".schema.json '" + OBJECTIONS + "'";
        assertThat(guest.sh(command + " | " + judge)).as(command).isEqualTo("[]");
    }
}
