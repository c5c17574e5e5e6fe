package org.remapd.agent.fault;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something a person may have to know.
 *
 * @param message one sentence
 * @param fields  the journal's fields beside the message, by name
 */
public record Alert(Kind kind, Severity severity, String message, Map<String, String> fields) {

    public static final String DEVICE = "REMAPD_DEVICE";
    public static final String SECTOR = "REMAPD_SECTOR";
    public static final String DISK = "REMAPD_DISK";
    public static final String DISK_SECTOR = "REMAPD_DISK_SECTOR";
    public static final String FATE = "REMAPD_FATE";
    public static final String CAUSE = "REMAPD_CAUSE";
    public static final String LOST_SECTORS = "REMAPD_LOST_SECTORS";

    /** The kinds of alert; each has its own id for ever, so that filters and catalogs can rely on it. */
    public enum Kind {
        ASSEMBLED("3e0d0f66e82b46219ae4ac848266d834"),
        ASSEMBLY_FAILED("fcb6d79ba51141c1863274745080af80"),
        HEALTHY_NOW("e866688698b646769c49303e2ee982e8"),
        REMAPPED("9c2f323445fa4e918fbd06e947eb3b25"),
        SUSPECTED_AGAIN("d6b0eb152cb24dee89c2a380772000c5"),
        HEALED_IN_PLACE("b417da9589614462b25c75662f68d4ba"),
        DATA_LOST("1c3bd0d757814653af4947abf245e167"),
        READABLE_AGAIN("d4dde65f9d124f55b5143ee24b300183"),
        OVERWRITTEN("5f962804b01c4bc48c254727d35d9fb8"),
        UNHEALED("61914152c30b43c9997d50ff5ad1becc"),
        SPARE_RETIRED("d8cf2f5196ad497d8f559cf2ba0ee19e"),
        SPARES_LOW("0aeb3a6eff364e64a532b44f8ec3da36"),
        METADATA_MENDED("b93e7440a84f48589b635ecf6f75576c"),
        METADATA_READ_ONLY("5f0a4d3f0c5e4f0f9c2f3d3a7f6b9be1"),
        DEVICE_TROUBLE("cb878a2d1a044a679cda93a87cc3758a"),
        BREAKER_OPENED("4edd8f6bab7d437fb666d5d31599a4a5"),
        BREAKER_CLOSED("5459d548f736480d8d7e876a97053d62"),
        SCRUB_FINISHED("a72537dc40914369994f8276c239448c"),
        SCRUB_FAILED("b07a7b27c436423086b4efcebbaf2a3b"),
        SCRUB_STALLED("eaec04bb019846f9812db85a93222582"),
        SMART("2418c8a4f4f740f38c41b67522bba3ae"),
        HINTS_MISSED("ae3d7a82d27349038c18431b85758b6b"),
        TEST("7a1f5c0be3a94d0f9d6b2d6f4f8f3c55");

        private final String messageId;

        Kind(String messageId) {
            this.messageId = messageId;
        }

        /** Its name for people and programs, as {@code data-lost}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The journal's MESSAGE_ID: 128 bits in hex. */
        public String messageId() {
            return messageId;
        }
    }

    public Alert {
        fields = Map.copyOf(fields);
    }

    public static Alert of(Kind kind, Severity severity, String message) {
        return new Alert(kind, severity, message, Map.of());
    }

    /** This alert with one more field. */
    public Alert with(String field, String value) {
        Map<String, String> more = new TreeMap<>(fields);
        more.put(field, value);
        return new Alert(kind, severity, message, more);
    }
}
