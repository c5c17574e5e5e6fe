package org.remapd.daemon.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of a record, as {@link ReportJson} writes it: every name is there, and null for what is absent. */
final class SchemaOf {

    private static final Set<Type> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class);
    private static final Set<Type> FRACTIONS = Set.of(double.class, Double.class);
    private static final Set<Type> FLAGS = Set.of(boolean.class, Boolean.class);

    private SchemaOf() {}

    /** Of a whole document. */
    static JsonObject document(String title, JsonObject schema) {
        JsonObject all = new JsonObject();
        all.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
        all.addProperty("title", title);
        schema.entrySet().forEach(each -> all.add(each.getKey(), each.getValue()));
        return all;
    }

    static JsonObject record(Class<?> type) {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = name(component);
            properties.add(name, of(component.getAnnotatedType()));
            required.add(name);
        }
        JsonObject schema = typed("object");
        schema.add("properties", properties);
        schema.add("required", required);
        return schema;
    }

    /** The same with a member more, which need not be there. */
    static JsonObject optionally(JsonObject schema, String name, JsonObject member) {
        schema.getAsJsonObject("properties").add(name, member);
        return schema;
    }

    static JsonObject listOf(JsonObject element) {
        JsonObject schema = typed("array");
        schema.add("items", element);
        return schema;
    }

    private static String name(RecordComponent component) {
        try {
            return FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(
                    component.getDeclaringRecord().getDeclaredField(component.getName()));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject of(AnnotatedType type) {
        JsonObject schema = plain(type);
        if (type.isAnnotationPresent(Nullable.class)) {
            JsonArray either = new JsonArray();
            either.add(schema.get("type"));
            either.add("null");
            schema.add("type", either);
        }
        return schema;
    }

    private static JsonObject plain(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type == String.class) {
            return typed("string");
        } else if (WHOLE.contains(type)) {
            return typed("integer");
        } else if (FRACTIONS.contains(type)) {
            return typed("number");
        } else if (FLAGS.contains(type)) {
            return typed("boolean");
        } else if (type == JsonObject.class) {
            return typed("object");
        } else if (type instanceof Class<?> some && some.isRecord()) {
            return record(some);
        } else if (type instanceof ParameterizedType some && some.getRawType() == List.class) {
            return listOf(of(parts(annotated)[0]));
        } else if (type instanceof ParameterizedType some && some.getRawType() == Map.class) {
            JsonObject schema = typed("object");
            schema.add("additionalProperties", of(parts(annotated)[1]));
            return schema;
        }
        throw new IllegalArgumentException("what is " + type + " in JSON?");
    }

    private static AnnotatedType[] parts(AnnotatedType type) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments();
    }

    private static JsonObject typed(String type) {
        JsonObject schema = new JsonObject();
        schema.addProperty("type", type);
        return schema;
    }
}
