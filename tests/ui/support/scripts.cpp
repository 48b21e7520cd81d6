#include "tests/ui/support/script.h"

namespace reasonscope::ui::test {

Script chain_script() {
    Script script;
    script.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
    script.prompt_steps = 4;
    script.thinking = {{"Find z.", {3}},
                       {"z needs y.", {2, 4}},
                       {"y needs x.", {1, 5}},
                       {"x is 4.", {0, 6}},
                       {"y = x + 7 = 4 + 7, so y is 11.", {7, 1}},
                       {"z = y * 2 = 11 * 2, so z is 22.", {8, 2}},
                       {"Check: 22 / 2 = 11, which fits.", {9, 8}},
                       {"The answer is 22.", {9, 10}}};
    script.answer = "22";
    script.answer_parents = {11, 9};
    return script;
}

Script forked_chain_script() {
    Script script = chain_script();
    script.thinking[3] = {"x is 5, as far as I see.", {0, 6}};
    script.thinking[4] = {"y = x + 7 = 5 + 7, so y is 13.", {7, 1}};
    script.thinking[5] = {"z = y * 2 = 13 * 2, so z is 26.", {8, 2}};
    script.thinking.erase(script.thinking.begin() + 6);
    script.thinking[6] = {"The answer is 26.", {9}};
    script.answer = "26";
    script.answer_parents = {10, 9};
    return script;
}

Script maze_script() {
    Script script;
    script.prompt = "K leads to T. C leads to R or K. R is a dead end. M leads to C. How do you get from M to T?";
    script.prompt_steps = 5;
    script.thinking = {{"Start at M, look for T.", {4}},
                       {"From M go to C.", {3, 5}},
                       {"From C go to R.", {1, 6}},
                       {"R is a dead end.", {2, 7}},
                       {"Back to C, go to K.", {1, 8}},
                       {"From K go to T.", {0, 9}},
                       {"T is the goal.", {10, 5}},
                       {"Wait, is there a shorter way?", {11, 5}},
                       {"M leads only to C, so no.", {3, 12}},
                       {"The path is M C K T.", {6, 9, 10, 11}}};
    script.answer = "M C K T";
    script.answer_parents = {14};
    return script;
}

Script words_script() {
    Script script;
    script.prompt = "Mia has 12 coins. Leo has 9 coins. Mia finds 5 coins. Mia gives 4 coins to Leo. How many coins does Mia have?";
    script.prompt_steps = 5;
    script.thinking = {{"Count the coins of Mia.", {4}},
                       {"Mia has 12.", {0, 5}},
                       {"Mia finds 5, so 12 + 5 = 17.", {2, 6}},
                       {"Mia gives 4, so 17 - 4 = 13.", {3, 7}},
                       {"Check: 13 + 4 = 17, which fits.", {8, 7}},
                       {"The answer is 13.", {8, 9}}};
    script.answer = "13";
    script.answer_parents = {10};
    return script;
}

}  // namespace reasonscope::ui::test
