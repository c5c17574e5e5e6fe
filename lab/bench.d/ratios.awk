# What paired measurements say. Each line of the input is one measurement, PART NAME TIME; those of a part come in rounds,
# and in each round every name has one, which is compared with that of the name REFERENCE in the same round:
#
#   awk -v reference=linear -v count=400 -v unit=ns -v budgets="remap-0=0.97 remap-1000=0.97" -f ratios.awk
#
# prints a line for each part and name: the median time of one of the COUNT things that were measured together; the median
# of the ratios of speed (2 is twice as fast as the reference), its confidence interval of at least 95 %, the quartiles
# of the ratios, and, if there is a budget, that and a verdict: "met" if all of the interval is within it, "missed" if none is,
# else "not decided".
#
# The interval is that of the order statistics: from the Kth smallest ratio to the Kth largest, K as large as the binomial
# distribution allows. It is exact, and takes nothing for granted of how the ratios are distributed, only that rounds are
# independent. With less than six rounds there is none.

BEGIN {
  words = split(budgets, word, " ")
  for (i = 1; i <= words; i++) {
    split(word[i], pair, "=")
    budget[pair[1]] = pair[2]
  }
}

!(($1, $2) in rounds) { part[++rows] = $1; name[rows] = $2 }
{ time[$1, $2, ++rounds[$1, $2]] = $3 }

# Into sorted[], of which so many are there.
function insert(n, value,    i) {
  for (i = n; i && sorted[i] > value; i--) sorted[i + 1] = sorted[i]
  sorted[i + 1] = value
}

function quantile(n, share,    at, below) {
  at = 1 + (n - 1) * share
  below = int(at)
  return below == n ? sorted[n] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
}

# The largest K with P(fewer than K of N fair coins show heads) <= 2.5 %; 0 if there is none.
function rank(n,    k, one, sum) {
  one = 0.5 ^ n
  for (k = 0; (sum += one) <= 0.025; k++) one *= (n - k) / (k + 1)
  return k
}

function verdict(k, low, high, wanted) {
  return !k ? "not decided" : low >= wanted ? "met" : high < wanted ? "missed" : "not decided"
}

function median_time(part, name, n,    i) {
  for (i = 1; i <= n; i++) insert(i - 1, time[part, name, i] / count)
  return quantile(n, 0.5)
}

function tell(part, name,    i, k, n, low, high, line) {
  n = rounds[part, name]
  line = sprintf("%-19s %-14s %9.0f", part, name, median_time(part, name, n))
  for (i = 1; i <= n; i++) insert(i - 1, time[part, reference, i] / time[part, name, i])
  k = rank(n)
  low = sorted[k]
  high = sorted[n + 1 - k]
  line = line sprintf("  %6.3f  %-11s  %.3f-%.3f", quantile(n, 0.5), k ? sprintf("%.3f-%.3f", low, high) : "-",
    quantile(n, 0.25), quantile(n, 0.75))
  if (name in budget) line = line sprintf("  %.2f  %s", budget[name], verdict(k, low, high, budget[name]))
  print line
}

END {
  printf "%-19s %-14s %9s  %6s  %-11s  %-11s  %s\n", "", "", unit, "ratio", "95 %", "quartiles", "budget"
  for (row = 1; row <= rows; row++) {
    if (row > 1 && part[row] != part[row - 1]) print ""
    tell(part[row], name[row])
  }
}
