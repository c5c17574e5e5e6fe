package org.remapd.agent.sensor.smart;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document that can be asked for anything: what is not there, or is of another type, is a place without
 * anything in it.
 */
final class Json {

    private static final Json NOTHING = new Json(null);
    private static final int MOST_DIGITS = 39;

    private final @Nullable JsonElement element;

    private Json(@Nullable JsonElement element) {
        this.element = element;
    }

    /** The object that {@code text} is, or null if it is no whole one. */
    static @Nullable Json parse(String text) {
        try {
            JsonElement element = JsonParser.parseString(text);
            return element.isJsonObject() ? new Json(element) : null;
        } catch (JsonParseException | NumberFormatException e) {
            return null;
        }
    }

    /** The member at the end of a path of names. */
    Json at(String... path) {
        Json place = this;
        for (String name : path) {
            JsonObject object = place.object();
            place = object == null ? NOTHING : new Json(object.get(name));
        }
        return place;
    }

    boolean exists() {
        return element != null && !element.isJsonNull();
    }

    /** The elements of an array. */
    List<Json> each() {
        List<Json> each = new ArrayList<>();
        if (element instanceof JsonArray array) {
            array.forEach(item -> each.add(new Json(item)));
        }
        return each;
    }

    /** The members whose names begin with {@code prefix}: smartctl numbers them where others have arrays. */
    List<Json> eachNamed(String prefix) {
        List<Json> each = new ArrayList<>();
        JsonObject object = object();
        if (object != null) {
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                if (member.getKey().startsWith(prefix)) {
                    each.add(new Json(member.getValue()));
                }
            }
        }
        return each;
    }

    @Nullable
    String text() {
        if (element instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        return null;
    }

    @Nullable
    Boolean bool() {
        if (element instanceof JsonPrimitive value && value.isBoolean()) {
            return value.getAsBoolean();
        }
        return null;
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(bool());
    }

    /**
     * A number that is not negative and fits. Beyond 2^53, where JSON numbers are not safe, smartctl says it once more as a
     * string, by the same name with {@code _s} behind.
     */
    @Nullable
    Long number(String name) {
        Long exact = wholeNumber(at(name + "_s").text(), 10);
        return exact != null ? exact : at(name).number();
    }

    @Nullable
    Long number() {
        if (element instanceof JsonPrimitive value && value.isNumber()) {
            return wholeNumber(value.getAsString(), 10);
        }
        return null;
    }

    /** {@link #number(String)}, or null also if it is no int. */
    @Nullable
    Integer smallNumber(String name) {
        Long number = number(name);
        return number == null || number > Integer.MAX_VALUE ? null : (Integer) number.intValue();
    }

    boolean is(String name, long value) {
        Long number = number(name);
        return number != null && number == value;
    }

    /** A number that is not negative and fits, and of which the text has nothing but the digits. */
    static @Nullable Long wholeNumber(@Nullable String text, int radix) {
        if (text == null || text.isEmpty() || text.length() > MOST_DIGITS) {
            return null;
        }
        if (!text.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
            return null;
        }
        BigInteger number = new BigInteger(text, radix);
        return number.bitLength() < Long.SIZE ? number.longValueExact() : null;
    }

    private @Nullable JsonObject object() {
        return element instanceof JsonObject object ? object : null;
    }
}
