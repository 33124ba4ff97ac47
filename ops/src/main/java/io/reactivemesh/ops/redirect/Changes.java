package io.reactivemesh.ops.redirect;

import java.util.ArrayList;
import java.util.List;

/** The commands that lead from what a nat table holds to what it should hold. Pure. */
final class Changes {
    private Changes() {}

    /**
     * Makes a table redirect. A chain that is there is emptied, unless it is as it should be: then nobody touches it, nor its counters. The
     * jump comes last, so that a chain is whole before it takes effect.
     */
    static List<List<String>> installing(
            Redirection redirection, IpFamily family, NatTable present, IptablesPrinter printer) {
        List<List<String>> commands = new ArrayList<>();
        for (Chain chain : Chain.values()) {
            List<Rule> rules = redirection.rules(chain, family);
            if (!present.consistsOf(chain, rules)) {
                commands.add(present.has(chain) ? printer.flush(chain) : printer.create(chain));
                rules.forEach(rule -> commands.add(printer.append(chain, rule)));
            }
            if (!present.jumpsTo(chain)) {
                commands.add(printer.appendJump(chain));
            }
        }
        return commands;
    }

    /** Takes everything of ours out of a table. */
    static List<List<String>> removing(NatTable present, IptablesPrinter printer) {
        List<List<String>> commands = new ArrayList<>();
        for (Chain chain : Chain.values()) {
            if (present.jumpsTo(chain)) {
                commands.add(printer.deleteJump(chain));
            }
        }
        for (Chain chain : Chain.values()) {
            if (present.has(chain)) {
                commands.add(printer.flush(chain));
                commands.add(printer.delete(chain));
            }
        }
        return commands;
    }
}
