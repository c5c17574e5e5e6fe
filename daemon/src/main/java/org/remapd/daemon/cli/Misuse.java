package org.remapd.daemon.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments that are not understood: a line says what is wrong with them, and the next one where to look. */
final class Misuse implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failed, String[] arguments) {
        CommandLine line = failed.getCommandLine();
        Failure.tell(line, why(failed, arguments));
        line.getErr().println("See: " + line.getCommandSpec().qualifiedName() + " --help");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String why(ParameterException failed, String[] arguments) {
        if (failed instanceof UnmatchedArgumentException unmatched) {
            return tooMuch(unmatched);
        }
        // What is missing may be there, misspelt.
        return Optional.of(failed)
                .filter(MissingParameterException.class::isInstance)
                .flatMap(missing -> unknownOption(missing.getCommandLine(), arguments))
                .map(Misuse::tooMuch)
                .or(() -> oneOf(failed))
                .orElseGet(() -> String.valueOf(failed.getMessage()));
    }

    /** If one of several options is missing: those. */
    private static Optional<String> oneOf(ParameterException failed) {
        if (!(failed instanceof MissingParameterException missing)) {
            return Optional.empty();
        }
        List<String> options = missing.getMissing().stream()
                .filter(ArgSpec::isOption)
                .map(option -> ((OptionSpec) option).longestName())
                .toList();
        int last = options.size() - 1;
        return options.size() < 2
                ? Optional.empty()
                : Optional.of("expected " + String.join(", ", options.subList(0, last)) + " or " + options.get(last));
    }

    private static Optional<UnmatchedArgumentException> unknownOption(CommandLine line, String[] arguments) {
        return Arrays.stream(arguments)
                .takeWhile(argument -> !argument.equals("--"))
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.split("=", 2)[0])
                .filter(option -> line.getCommandSpec().findOption(option) == null)
                .findFirst()
                .map(option -> new UnmatchedArgumentException(line, List.of(option)));
    }

    private static String tooMuch(UnmatchedArgumentException unmatched) {
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        String argument = unmatched.getUnmatched().get(0);
        String what;
        if (argument.startsWith("-")) {
            what = command.qualifiedName() + " has no option " + argument;
        } else if (command.subcommands().isEmpty()) {
            what = command.qualifiedName() + " does not take " + argument + " as well";
        } else {
            what = command.qualifiedName() + " has no command " + argument;
        }
        return what
                + meant(unmatched, argument)
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse("");
    }

    /** Of what resembles it, the first that also begins as it does. */
    private static Optional<String> meant(UnmatchedArgumentException unmatched, String argument) {
        String begin = argument.substring(0, Math.min(argument.startsWith("--") ? 4 : 2, argument.length()));
        return unmatched.getSuggestions().stream()
                .filter(suggestion -> suggestion.startsWith(begin))
                .findFirst();
    }
}
