#include "sample_session.h"

namespace reasonscope::sample {

Story variable_chain() {
    return {.question = {"x = 4.", "y = x + 7.", "z = y * 2.", "What is z?"},
            .thinking = {{"Find z.", {3}},
                         {"Use z = y * 2.", {2, 4}},
                         {"Use y = x + 7.", {1, 5}},
                         {"So y = 4 + 7 = 11.", {0, 6}},
                         {"So z = 11 * 2 = 22.", {5, 7}},
                         {"Check: 22 / 2 = 11 and 11 - 7 = 4, right.", {7, 8}},
                         {"The answer is 22.", {8}}},
            .answer = "22"};
}

Story long_chain() {
    Story story{.question = {"A train leaves at 9:00 and stops at five stations.", "Each leg takes 12 minutes, but the third takes twice as long.",
                             "At each station but the last it waits 3 minutes, and at the second it waits 5.", "A red suitcase weighs 14 kg.",
                             "When does it arrive at the last station?"},
                .thinking = {},
                .answer = "The train arrives at the last station at 10:26."};
    const std::vector<Thought> thoughts = {
        {"Find the time of arrival at the fifth station.", {4}},
        {"I need all legs and all waits.", {1, 2, 5}},
        {"There are five legs.", {0, 6}},
        {"The suitcase does not matter.", {3, 5}},
        {"Leg one takes 12 minutes.", {1, 7}},
        {"So it reaches the first station at 9:12.", {0, 9}},
        {"It waits 3 minutes there.", {2, 10}},
        {"So it leaves at 9:15.", {10, 11}},
        {"Leg two takes 12 minutes.", {1, 7}},
        {"So it reaches the second station at 9:27.", {12, 13}},
        {"It waits 3 minutes there.", {2, 14}},
        {"Wait, at the second station it waits 5 minutes.", {2, 15}},
        {"So it leaves at 9:32.", {14, 16}},
        {"Leg three takes twice as long: 2 * 12 = 24 minutes.", {1, 13}},
        {"So it reaches the third station at 9:56.", {17, 18}},
        {"It waits 3 minutes there.", {2, 19}},
        {"So it leaves at 9:59.", {19, 20}},
        {"Leg four takes 12 minutes.", {1, 7}},
        {"So it reaches the fourth station at 10:11.", {21, 22}},
        {"It waits 3 minutes there.", {2, 23}},
        {"So it leaves at 10:14.", {23, 24}},
        {"Leg five takes 12 minutes.", {1, 7}},
        {"So it reaches the fifth station at 10:26.", {25, 26}},
        {"Does it wait at the last station?", {2, 27}},
        {"No, it waits at each station but the last.", {2, 28}},
        {"Perhaps I should add everything up another way.", {27}},
        {"The legs take 12 + 12 + 24 + 12 + 12 = 72 minutes.", {9, 13, 18, 22, 26}},
        {"The waits take 3 + 5 + 3 + 3 = 14 minutes.", {11, 16, 20, 24}},
        {"Together 72 + 14 = 86 minutes.", {31, 32}},
        {"86 minutes are one hour and 26 minutes.", {33}},
        {"9:00 plus 1:26 is 10:26.", {0, 34}},
        {"Check: both ways give 10:26, right.", {27, 35}},
        {"Maybe the first leg starts later?", {0, 36}},
        {"No, the train leaves at 9:00.", {0, 37}},
        {"So the result stays.", {36, 38}},
        {"The answer is 10:26.", {35, 36, 39}},
    };
    story.thinking = thoughts;
    return story;
}

Story chinese_latex() {
    return {.question = {"已知函数 $f(x) = \\frac{x^2 - 1}{x - 1}$，且 $a = \\sqrt{16}$。", "求 $f(a)$ 的值。"},
            .thinking = {{"首先需要求出 $a$ 的值，然后把它代入化简以后的函数表达式之中，这样就可以得到最后的结果。", {1}},
                         {"我们有 $a = \\sqrt{16} = 4$。", {0, 2}},
                         {"当 $x \\neq 1$ 时，$f(x) = \\frac{(x-1)(x+1)}{x-1} = x + 1$。", {0}},
                         {"Also `f(4)` in code:\n```\nf = lambda x: (x*x - 1) / (x - 1)\n```", {4}},
                         {"所以 $f(4) = 4 + 1 = 5$。", {3, 4}},
                         {"Check: (16 - 1) / 3 = 5, right.", {3, 6}}},
            .answer = "$f(a) = \\boxed{5}$，即五 🎯"};
}

Story hostile() {
    return {.question = {"<script>alert(\"q\")</script> & 'quoted' ]]> </svg></style>.", "=HYPERLINK(\"http://evil.example\",\"x\") is my formula.", "What is |x|?"},
            .thinking = {{"</svg><script>alert(1)</script><img src=x onerror=alert(2)>.", {0}},
                         {"=cmd|' /C calc'!A0 and @SUM(1+1), \"quoted\".", {1, 3}},
                         {"Control \x01\x02\x1b[31m bytes \x7f and broken \xff\xfe\xc3 UTF-8 and \xed\xa0\x80.", {3}},
                         {"Right-to-left \xe2\x80\xae override \xe2\x80\xac and isolate \xe2\x81\xa6 x \xe2\x81\xa9 and \xef\xbb\xbf mark.", {5}},
                         {"[click](javascript:alert(3)) ![i](http://evil.example/i.png) **bold** `tick` ``` fence.", {4, 6}},
                         {"DOT \"; node [label=<b>] \\N \\G \\l end &lt;entity&gt;.", {7}},
                         {"<!-- comment --> {{template}} ${x} $(y) %s %n.", {8}}},
            .answer = "```\n# heading\n</code><script>alert(4)</script>"};
}

Story truncated() {
    return {.question = {"a = 3.", "What is a + 1?"}, .thinking = {{"Find a + 1.", {1}}, {"Use a = 3.", {0, 2}}, {"So a +", {3}}}, .answer = "", .stop_reason = "length"};
}

Story untraced() {
    Story story = variable_chain();
    story.traced = false;
    return story;
}

}  // namespace reasonscope::sample
