"""How the page behaves, on the stand-in server."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
import yaml
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from actions.replies import render
from tests.web.browser import PHONE, Page
from tests.web.stub import WEB, Stub, running

HOSTILE = "<img src=x onerror=window.hacked=1> **粗**"


def test_it_starts_with_questions_to_choose_from(page: Page, served: Stub) -> None:
    assert page.texts(".example") == ["我能申报小巨人吗", "小巨人要什么条件", "测试认证费能减半吗", "我们能报哪些政策"]
    page.press(".example")
    assert served.received[0]["message"] == "我能申报小巨人吗"
    assert not page.one("#welcome").is_displayed()


def test_who_asks_is_an_id_that_cannot_be_guessed(page: Page, served: Stub) -> None:
    page.say("一").say("二")
    senders = {request["sender"] for request in served.received}
    assert len(senders) == 1
    assert re.fullmatch(r"web-[0-9a-f-]{32,36}", senders.pop())
    assert len({request["message_id"] for request in served.received}) == 2


class TestTyping:
    def test_enter_sends_and_shift_enter_breaks_the_line(self, page: Page, served: Stub) -> None:
        page.type("第一行" + Keys.SHIFT + Keys.ENTER + Keys.NULL + "第二行" + Keys.ENTER)
        page.answered(1)
        assert [request["message"] for request in served.received] == ["第一行\n第二行"]
        assert page.one("#message").get_property("value") == ""

    def test_the_enter_that_picks_a_word_sends_nothing(self, page: Page, served: Stub) -> None:
        page.one("#message").click()
        compose = {"text": "xiao", "selectionStart": 4, "selectionEnd": 4}
        page.driver.execute_cdp_cmd("Input.imeSetComposition", compose)
        key = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", key)
        page.driver.execute_cdp_cmd("Input.insertText", {"text": "小巨人"})
        assert page.one("#message").get_property("value") == "小巨人"
        assert served.received == []
        page.type(Keys.ENTER)
        page.answered(1)
        assert [request["message"] for request in served.received] == ["小巨人"]

    @pytest.mark.parametrize("event", ["{isComposing: true}", "{keyCode: 229, which: 229}"])
    def test_either_mark_of_a_composition_is_enough(self, page: Page, served: Stub, event: str) -> None:
        page.type("小")
        page.script(
            "document.getElementById('message').dispatchEvent(new KeyboardEvent('keydown',"
            f" {{key: 'Enter', bubbles: true, cancelable: true, ...{event}}}))"
        )
        assert not page.all(".turn")
        assert served.received == []

    def test_safari_ends_the_composition_before_the_enter(self, page: Page, served: Stub) -> None:
        page.type("小")
        page.script(
            "const box = document.getElementById('message');"
            "box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));"
            "box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: '小巨人'}));"
            "box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, which: 229, bubbles: true, cancelable: true}))"
        )
        assert served.received == []
        page.type(Keys.ENTER)
        page.answered(1)
        assert len(served.received) == 1

    def test_nothing_is_sent_twice_while_an_answer_is_awaited(self, page: Page, served: Stub) -> None:
        page.type("慢" + Keys.ENTER)
        page.until(lambda: page.all(".thinking"))
        page.type("别的" + Keys.ENTER)
        assert "请稍候" in page.one("#status").text
        page.answered(1)
        assert len(served.received) == 1
        assert page.one("#message").get_property("value") == "别的"
        assert "让您久等了" in page.text()
        assert not page.all(".thinking")

    def test_a_message_that_is_too_long_is_kept_and_explained(self, page: Page, served: Stub) -> None:
        page.script(
            "const box = document.getElementById('message'); box.value = '长'.repeat(2001); box.dispatchEvent(new Event('input'))"
        )
        page.type(Keys.ENTER)
        assert "2001 字，最多 2000 字" in page.one("#hint").text
        assert served.received == []

    def test_an_empty_message_is_not_sent(self, page: Page, served: Stub) -> None:
        page.type("  " + Keys.ENTER)
        page.one("#send").click()
        assert served.received == []


def test_markup_stays_text_wherever_it_comes_from(page: Page) -> None:
    page.say(HOSTILE)
    assert HOSTILE in page.text()
    assert page.script("return window.hacked") is None
    assert page.script("return document.querySelectorAll('#log :is(img, script, b, i:not(.dots i), u, s)').length") == 0
    links = [link.get_attribute("href") for link in page.all("#log a")]
    assert links == ["https://example.org/a?b=1&c="]
    assert page.one("#log a").get_attribute("rel") == "noopener noreferrer"


def test_an_address_ends_where_the_sentence_goes_on(page: Page) -> None:
    page.say("小巨人要什么条件")
    assert page.one("#log a").get_attribute("href") == "https://www.miit.gov.cn/zwgk/index.html"


class TestQuickReplies:
    def test_a_press_sends_the_payload_and_shows_the_title(self, page: Page, served: Stub) -> None:
        page.say("我能申报小巨人吗").press(".reply")
        assert served.received[-1]["message"] == "/affirm"
        assert page.texts(".bubble.user")[-1].endswith("是")
        assert "/affirm" not in page.text()

    def test_used_buttons_stay_readable_and_cannot_be_pressed_again(self, page: Page) -> None:
        page.say("我能申报小巨人吗").press(".reply")
        assert [button.is_enabled() for button in page.all(".reply")] == [False, False, False]
        assert len(page.all(".reply.chosen")) == 1
        page.reload()
        assert [button.is_enabled() for button in page.all(".reply")] == [False, False, False]
        assert len(page.all(".reply.chosen")) == 1

    def test_buttons_that_the_conversation_has_passed_are_closed(self, page: Page) -> None:
        page.say("我能申报小巨人吗").say("别的问题")
        assert not any(button.is_enabled() for button in page.all(".reply"))


class TestDecision:
    def test_the_card_says_verdict_version_day_and_window(self, page: Page) -> None:
        page.say("主营占比89%")
        card = page.one(".decision").text
        for words in ("专精特新“小巨人”企业", "2026 版标准", "2026-11-23", "不符合", "已截止", "2026-04-25 至 2026-05-25", "请留意", "可以先看专精特新中小企业"):
            assert words in card

    def test_what_fails_comes_first_and_what_is_met_is_folded(self, page: Page) -> None:
        page.say("主营占比89%")
        assert page.script(
            "return [...document.querySelectorAll('.group')].map((group) => [group.className, group.open])"
        ) == [["group unmet", True], ["group unknown", False], ["group judgement", False], ["group met", False],
              ["group values", False]]
        assert page.one(".criterion.unmet .label").text.split() == ["不符合", "主营业务收入占营业收入比重"]
        assert page.one(".criterion.unmet .pairs").text.split() == ["本企业", "89%", "要求", "≥", "90%"]

    def test_each_condition_bears_its_status_in_the_four_words(self, page: Page) -> None:
        page.say("主营占比89%")
        badges = page.script("return [...document.querySelectorAll('.criterion .badge')].map((badge) => badge.textContent)")
        assert set(badges) == {"符合", "不符合", "待补充", "需人工认定"}
        assert len(badges) == len(page.all(".criterion"))

    def test_the_citation_opens_on_a_tap(self, page: Page) -> None:
        page.say("主营占比89%")
        citation = page.one(".criterion.unmet .citation")
        assert not citation.find_element(By.CSS_SELECTOR, ".quote").is_displayed()
        citation.find_element(By.CSS_SELECTOR, "summary").click()
        assert "不低于90%" in citation.find_element(By.CSS_SELECTOR, ".quote").text

    def test_only_the_compendium_is_quoted_as_a_text(self, page: Page) -> None:
        page.say("主营占比89%")
        assert page.script("return document.querySelectorAll('.unmet blockquote').length") == 0
        assert page.script("return document.querySelectorAll('.judgement blockquote').length") == 1

    def test_the_values_are_listed_as_they_were_understood(self, page: Page) -> None:
        page.say("主营占比89%")
        page.script("document.querySelector('.values').open = true")
        assert "3.2亿元" in page.one(".values").text

    def test_the_text_is_not_said_twice(self, page: Page) -> None:
        page.say("主营占比89%")
        assert not any("结论" in text for text in page.texts(".bubble.assistant"))
        full = page.one(".full-text")
        assert full.get_attribute("open") is None
        assert "要求 ≥ 90%" in str(full.get_property("textContent"))

    def test_a_decision_with_nothing_but_the_agreed_keys_is_shown(self, page: Page) -> None:
        page.say("只有契约里的键")
        card = page.one(".decision").text
        for words in ("some_new_program", "符合", "时间未公布"):
            assert words in card
        page.script("document.querySelector('.group.met').open = true")
        assert "上年度研发费用占营业收入比重 6%" in page.one(".group.met").text


class TestAnswer:
    def test_each_clause_bears_its_source(self, page: Page) -> None:
        page.say("测试认证费能减半吗")
        first = page.one(".clause").text
        for words in ("《为“专精特新”中小企业办实事清单》", "工信部企业〔2021〕170号", "五（十八）", "第 63 页", "减半收取"):
            assert words in first
        assert not page.all(".bubble.assistant"), "the clause stands in its card, not in a bubble as well"

    def test_what_is_not_in_force_says_so(self, page: Page) -> None:
        page.say("测试认证费能减半吗")
        page.one(".more summary").click()
        assert page.texts(".standing") == ["草案", "已被替代"]

    def test_a_long_clause_unfolds(self, page: Page) -> None:
        page.say("测试认证费能减半吗")
        folded = page.one(".clause-text.folded")
        height = folded.size["height"]
        button = page.one(".clause .link")
        button.click()
        assert folded.size["height"] > height
        assert (button.text, button.get_attribute("aria-expanded")) == ("收起", "true")

    def test_no_basis_is_said_plainly(self, page: Page) -> None:
        page.say("有没有航天补贴")
        assert "没有找到依据" in page.text()
        assert not page.all(".clause")


class TestFailure:
    def test_a_failed_message_can_be_sent_again(self, page: Page, served: Stub) -> None:
        page.say("先失败一次")
        assert "服务暂时出了问题" in page.one(".failure").text
        page.one(".retry").click()
        page.until(lambda: "这次成功了" in page.text())
        assert not page.all(".failure")
        first, second = served.received
        assert first == second, "the server can tell by the id that it is the same message"

    def test_the_servers_own_sentence_is_shown_when_patience_does_not_help(self, page: Page, served: Stub) -> None:
        page.say("一直太快")
        assert "请 10 秒后再试" in page.one(".failure").text
        assert len(served.received) == 6

    def test_a_wait_that_is_too_long_is_left_to_the_person(self, page: Page, served: Stub) -> None:
        page.say("太久以后")
        assert "请明天再来" in page.one(".failure").text
        assert len(served.received) == 1

    def test_no_reply_at_all_is_not_silence(self, page: Page) -> None:
        page.say("没有答复")
        assert "没有得到答复" in page.text()


class TestReconnecting:
    def test_a_busy_server_is_asked_again_under_the_same_id(self, page: Page, served: Stub) -> None:
        page.say("先忙两次")
        assert "忙完了" in page.text()
        assert not page.all(".failure")
        assert len(served.received) == 3
        assert len({request["message_id"] for request in served.received}) == 1

    def test_an_answer_cut_off_is_asked_for_again(self, page: Page, served: Stub) -> None:
        page.say("先断一次")
        assert "又连上了" in page.text()
        assert len({request["message_id"] for request in served.received}) == 1

    def test_a_server_that_restarts_gets_the_message_when_it_is_back(self, page: Page, served: Stub) -> None:
        page.say("一")
        port = served.server_address[1]
        served.shutdown()
        served.server_close()
        page.type("还在吗" + Keys.ENTER)
        page.until(lambda: page.all(".paused"))
        assert "自动重新连接" in page.one(".paused").text
        assert "自动重新连接" in page.script("return document.getElementById('status').textContent")
        page.type("下一句先写着")
        with running(port) as back:
            page.one(".paused button").click()
            page.until(lambda: "收到：还在吗" in page.text())
            assert [request["message"] for request in back.received] == ["还在吗"]
        assert page.one("#message").get_property("value") == "下一句先写着"

    def test_the_network_coming_back_ends_the_wait(self, page: Page, served: Stub) -> None:
        page.driver.execute_cdp_cmd("Network.enable", {})
        away = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        try:
            page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", away)
            page.type("有人吗" + Keys.ENTER)
            page.until(lambda: page.all(".paused"))
            page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**away, "offline": False})
            page.until(lambda: "收到：有人吗" in page.text())
        finally:
            page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**away, "offline": False})
            page.driver.execute_cdp_cmd("Network.disable", {})
        assert len(served.received) == 1

    def test_what_is_half_typed_survives_a_reload(self, page: Page) -> None:
        page.type("写到一半")
        page.reload()
        assert page.one("#message").get_property("value") == "写到一半"
        page.type(Keys.ENTER)
        page.answered(1)
        page.reload()
        assert page.one("#message").get_property("value") == ""


class TestSecondTab:
    def test_it_shows_the_same_conversation_and_hears_what_the_first_one_says(self, page: Page, served: Stub) -> None:
        page.say("一")
        with page.second_tab():
            assert "收到：一" in page.text()
            page.say("二")
        page.until(lambda: "收到：二" in page.text())
        assert len({request["sender"] for request in served.received}) == 1

    def test_a_message_under_way_in_the_first_is_not_sent_again(self, page: Page, served: Stub) -> None:
        page.type("慢" + Keys.ENTER)
        page.until(lambda: page.all(".thinking"))
        with page.second_tab():
            page.until(lambda: "让您久等了" in page.text())
        page.until(lambda: "让您久等了" in page.text())
        assert len(served.received) == 1

    def test_what_is_cleared_in_one_does_not_come_back_from_the_other(self, page: Page) -> None:
        page.say("一").type("慢" + Keys.ENTER)
        page.until(lambda: page.all(".thinking"))
        with page.second_tab():
            page.one("#clear").click()
            page.one("#ask-yes").click()
        page.until(lambda: not page.all(".turn"))
        assert page.script("return localStorage.getItem('zjtx.conversation')") is None


class TestUnderstood:
    def test_values_are_shown_apart_as_they_were_understood(self, page: Page) -> None:
        page.say("去年营收2.4亿，员工180人")
        assert page.texts(".chip dt") == ["上年度营业收入", "上年度研发费用占营业收入比重", "从业人员"]
        assert page.texts(".chip dd") == ["2.4亿元", "4.58%（由上年度研发费用总额、上年度营业收入推算）", "180人"]

    def test_the_questions_left_stand_below_the_question(self, page: Page) -> None:
        page.say("去年营收2.4亿，员工180人")
        assert page.one(".progress-count").text == "还剩约 7 问"
        assert "大约还剩" not in page.text()
        assert "不清楚的可以说" in page.one(".progress").text

    def test_the_sentences_of_the_assistant_are_laid_out_this_way(self, page: Page) -> None:
        responses = yaml.safe_load((WEB.parents[1] / "domain.yml").read_text(encoding="utf-8"))["responses"]
        read = "return (await import('./noted.js')).readText(arguments[0])"
        noted = responses["utter_noted"][0]["text"].format(values="从业人员 180人")
        assert page.script(read, noted)["noted"]["values"] == [["从业人员", "180人"]]
        for lead in ("", "好的。"):
            said = render("question", lead=lead, interrupted=not lead, why="", question="从业人员多少？", left=7, times=1)
            assert page.script(read, said)["left"]["count"] == "7", said


class TestLists:
    def test_programs_stand_with_verdict_and_reason(self, page: Page) -> None:
        page.say("各项目怎么样")
        assert page.texts(".listing .badge") == ["符合", "待补充", "不符合"]
        assert page.texts(".listing-why") == [
            "您说已经有了；正在申报", "还有 16 项情况会影响结论", "未满足：主营业务收入占营业收入比重、研发投入等 3 项"]
        assert [text.split("：", 1)[1].strip() for text in page.texts(".bubble.assistant")] == ["按已知的 2 项情况：", "可以选一个项目逐条测。"]

    def test_the_enterprises_file_stands_with_day_and_source(self, page: Page) -> None:
        page.say("看看我的资料")
        card = page.one(".listing.profile").text
        for words in ("椒江某某机械有限公司", "91331000MA2AKXXX0X", "从业人员", "180人", "2026-11-23 · 原话“员工180人”", "约 2亿–3亿元", "往年说的", "4.5%"):
            assert words in card

    def test_what_the_page_does_not_know_leaves_the_text(self, page: Page) -> None:
        page.say("坏卡片")
        assert "文字还在" in page.text()
        assert not page.all(".card")


class TestHistory:
    def test_it_is_there_after_a_reload_and_goes_on(self, page: Page, served: Stub) -> None:
        page.say("我能申报小巨人吗").press(".reply").say("主营占比89%")
        before = page.text()
        page.reload()
        assert page.text() == before
        page.say("继续")
        assert len({request["sender"] for request in served.received}) == 1

    def test_a_reload_in_mid_turn_goes_on_by_itself(self, page: Page, served: Stub) -> None:
        page.type("慢" + Keys.ENTER)
        page.until(lambda: page.all(".thinking"))
        page.reload()
        page.until(lambda: "让您久等了" in page.text())
        assert len({request["message_id"] for request in served.received}) == 1

    def test_a_message_left_long_ago_is_not_sent_unasked(self, page: Page, served: Stub) -> None:
        page.say("一")
        page.script(
            "const kept = JSON.parse(localStorage.getItem('zjtx.conversation')); Object.assign(kept.turns[0], {state: 'waiting'});"
            "kept.turns[0].at -= 11 * 60 * 1000; localStorage.setItem('zjtx.conversation', JSON.stringify(kept))"
        )
        page.reload()
        assert "还没有收到答复" in page.one(".failure").text
        assert len(served.received) == 1
        page.one(".retry").click()
        page.until(lambda: "收到：一" in page.text())

    def test_a_full_storage_keeps_the_newest(self, page: Page) -> None:
        page.say("一").say("二")
        page.script("for (let size = 1 << 22; size > 64; size >>= 1) try { for (let n = 0; ; n += 1) localStorage.setItem(`fill${size}-${n}`, 'x'.repeat(size)); } catch {}")
        page.say("三").reload()
        assert "收到：三" in page.text()

    def test_clearing_asks_first_and_begins_anew(self, page: Page, served: Stub) -> None:
        page.say("一")
        page.type("没发出的")
        page.one("#clear").click()
        page.one("#ask-no").click()
        assert page.all(".turn")
        page.one("#clear").click()
        page.one("#ask-yes").click()
        assert not page.all(".turn")
        assert page.one("#welcome").is_displayed()
        assert page.script("return localStorage.length + sessionStorage.length") == 0
        page.say("二")
        assert served.received[0]["sender"] != served.received[1]["sender"]
        page.reload()
        assert "收到：一" not in page.text()

    def test_starting_again_tells_the_assistant(self, page: Page, served: Stub) -> None:
        page.say("一").press("#restart")
        assert served.received[-1]["message"] == "重新开始"
        assert "重新开始。请问" in page.text()

    def test_deleted_data_leaves_this_device_too(self, page: Page) -> None:
        page.say("主营占比89%").type("把我的信息删掉" + Keys.ENTER)
        page.until(lambda: "已删除" in page.text())
        assert "89%" not in page.text()
        assert "89%" not in page.script("return JSON.stringify(localStorage)")

    def test_damaged_storage_does_no_harm(self, page: Page) -> None:
        for damage in ("{", "[]", '{"id": 5}', '{"id": "web-x", "turns": 3, "touched": 1}'):
            page.script("localStorage.setItem('zjtx.conversation', arguments[0])", damage)
            page.reload()
            assert page.one("#welcome").is_displayed()
        page.say("还好吗")
        assert "收到：还好吗" in page.text()

    def test_a_conversation_left_for_a_day_is_not_shown_to_the_next_person(self, page: Page) -> None:
        page.say("一")
        page.script(
            "const kept = JSON.parse(localStorage.getItem('zjtx.conversation')); kept.touched -= 25 * 3600 * 1000;"
            "localStorage.setItem('zjtx.conversation', JSON.stringify(kept))"
        )
        page.reload()
        assert not page.all(".turn")


class TestPhone:
    @pytest.mark.parametrize("width", [PHONE[0], 360, 320])
    def test_nothing_is_wider_than_the_screen(self, page: Page, width: int) -> None:
        page.size(width, PHONE[1], phone=True).reload()
        for message in ("我能申报小巨人吗", "主营占比89%", "测试认证费能减半吗", "我们能报哪些政策", "各项目怎么样", "看看我的资料", "去年营收2.4亿，员工180人", "x" * 300):
            page.say(message)
        page.script("for (const details of document.querySelectorAll('details')) details.open = true")
        assert page.script("return document.documentElement.scrollWidth") == width
        beyond = "return [...document.querySelectorAll('button, p, h1, h2')].filter((one) => one.getBoundingClientRect().right > arguments[0])"
        assert page.script(beyond + ".map((one) => one.className)", width) == [], "nor cut off at its edge"
        assert page.script("const box = document.getElementById('scroll'); return box.scrollWidth - box.clientWidth") <= 0

    def test_what_is_tapped_is_large_enough_and_typing_does_not_zoom(self, page: Page) -> None:
        page.size(*PHONE, phone=True).reload()
        page.say("我能申报小巨人吗")
        small = page.script(
            "return [...document.querySelectorAll('button')].filter((button) => button.offsetParent && button.offsetHeight < 44)"
            ".map((button) => button.textContent)"
        )
        assert small == []
        assert page.script("return getComputedStyle(document.getElementById('message')).fontSize") == "16px"

    def test_the_input_is_on_the_screen(self, page: Page) -> None:
        page.size(*PHONE, phone=True).reload()
        page.say("主营占比89%")
        assert page.script("return document.getElementById('send').getBoundingClientRect().bottom") <= PHONE[1]
        assert page.script("return document.documentElement.scrollTop + document.body.scrollTop") == 0


class TestPrint:
    def test_the_report_is_the_decision_with_everything_open(self, page: Page) -> None:
        page.say("主营占比89%")
        page.script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
        page.one(".print").click()
        assert page.script("return window.printed") == 1
        page.media("print")
        assert not page.one("#page").is_displayed()
        report = page.one("#report").text
        for words in ("申报条件初步判断报告", "不符合", "不低于90%", "知名度和影响力", "3.2亿元", "以主管部门认定为准", "规则校验码", "第八批申报已于"):
            assert words in report
        assert page.texts("#report .judged") == ["✗ 不符合", "？ 待补充", "○ 需人工认定", "✓ 符合", "✓ 符合", "✓ 符合"]
        assert page.script("return document.querySelectorAll('#report button').length") == 0
        paper = page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
        artifacts = Path(__file__).parents[2] / "artifacts"
        artifacts.mkdir(exist_ok=True)
        (artifacts / "report.pdf").write_bytes(base64.b64decode(paper))
        page.media()
        page.script("window.dispatchEvent(new Event('afterprint'))")
        assert page.one("#page").is_displayed()
        assert not page.all("#report *")

    def test_the_whole_conversation_prints_too(self, page: Page) -> None:
        page.say("主营占比89%").media("print")
        assert page.one(".decision").is_displayed()
        assert not page.one("#message").is_displayed()
        page.media()


class TestKeyboard:
    def test_a_conversation_needs_no_mouse(self, page: Page, served: Stub) -> None:
        def keys(*pressed: str) -> None:
            ActionChains(page.driver).send_keys(*pressed).perform()

        def focused() -> str:
            return str(page.script("return document.activeElement.textContent || document.activeElement.id"))

        page.script("document.activeElement.blur()")
        keys(Keys.TAB)
        assert focused() == "跳到输入框"
        keys(Keys.ENTER)
        page.until(lambda: focused() == "message")
        keys("我能申报小巨人吗", Keys.ENTER)
        page.answered(1)
        page.until(lambda: page.all(".reply"))
        assert focused() == "message", "the next answer can be typed at once"
        for _ in range(3):
            ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        assert focused() == "是"
        assert page.script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
        keys(Keys.SPACE)
        page.answered(2)
        assert served.received[-1]["message"] == "/affirm"
        page.until(lambda: focused() == "message")
        keys("主营占比89%", Keys.ENTER)
        page.answered(3)
        page.script("document.querySelector('.unmet .citation summary').focus()")
        keys(Keys.ENTER)
        assert page.one(".unmet .quote").is_displayed()

    def test_escape_leaves_the_question_whether_to_clear(self, page: Page) -> None:
        page.say("一")
        page.one("#clear").send_keys(Keys.ENTER)
        assert page.one("#ask").is_displayed()
        ActionChains(page.driver).send_keys(Keys.ESCAPE).perform()
        page.until(lambda: not page.one("#ask").is_displayed())
        assert page.all(".turn")


def test_it_says_what_happens_to_those_who_listen(page: Page) -> None:
    log = page.one("#log")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    assert page.one("html").get_attribute("lang") == "zh-CN"
    page.type("慢" + Keys.ENTER)
    page.until(lambda: page.script("return document.getElementById('status').textContent"))
    page.answered(1)


def test_motion_stops_where_it_is_unwelcome(page: Page) -> None:
    page.media(prefers_reduced_motion="reduce")
    page.type("慢" + Keys.ENTER)
    dot = page.until(lambda: page.all(".dots i"))[0]
    assert dot.value_of_css_property("animation-name") == "none"
    page.answered(1)
    page.media()


def test_a_new_message_brings_the_reader_to_the_answer(page: Page) -> None:
    for count in range(8):
        page.say(f"第{count}句")
    page.say("主营占比89%")
    top = page.script(
        "return document.querySelector('.turn:last-child').getBoundingClientRect().top"
        " - document.getElementById('scroll').getBoundingClientRect().top"
    )
    assert 0 <= top <= 40, "a long answer is read from its beginning"
    assert page.one("#latest").is_displayed()
    page.one("#latest").click()
    page.until(lambda: not page.one("#latest").is_displayed())


def test_the_sources_hold_no_inline_code_and_no_strangers() -> None:
    html = (WEB / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html)
    assert re.findall(r"<script[^>]*>", html) == ['<script type="module" src="app.js">']
    for file in sorted(WEB.iterdir()):
        content = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", content), file.name
        addresses = set(re.findall(r"https?://[\w.-]+", content)) - {"http://www.w3.org"}
        assert not addresses, file.name


@pytest.mark.parametrize("file", sorted(path.name for path in WEB.glob("*.js") if path.name != "words.js"))
def test_words_for_people_stand_in_one_file(file: str) -> None:
    code = re.sub(r"^\s*//.*$|/\*.*?\*/|//\s.*$", "", (WEB / file).read_text(encoding="utf-8"), flags=re.M | re.S)
    found = re.findall(r"[\u4e00-\u9fff]+", code)
    assert found == []
