pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import QtQuick.Controls.Basic as C
import Kiosk.Screen
import "controls"

// The frame that never moves, and the page inside it that is replaced.
Window {
    id: window

    property int pagesShown: 0

    function replacePage(file: string): void {
        const how = stack.busy || window.pagesShown === 0 || !Theme.moving ? C.StackView.Immediate
            : C.StackView.PushTransition;
        const given = file === "NoEngine.qml" ? {} : { page: Screen.page };
        stack.replace(null, Qt.resolvedUrl("pages/" + file), given, how);
        window.pagesShown += 1;
    }

    color: Theme.ground
    title: Screen.words.service
    visible: false
    onClosing: close => close.accepted = false

    Binding {
        target: Theme
        property: "night"
        value: Screen.frame.night
    }

    Connections {
        target: Screen

        function onPageReplaced(file: string): void {
            window.replacePage(file);
        }

        function onForgotten(): void {
            stack.clear(C.StackView.Immediate);
            window.pagesShown = 0;
            Theme.largeText = false;
            Theme.highContrast = false;
        }

        function onStandsAlone(): void {
            window.replacePage("NoEngine.qml");
        }

        function onPageUpdated(): void {
            const shown = stack.currentItem as PageBody;
            if (shown && Screen.page.title)
                shown.page = Screen.page;
        }
    }

    Header {
        id: header
        width: parent.width
        height: visible ? implicitHeight : 0
        visible: !Screen.frame.bare
        enabled: !question.visible
        z: 2
    }

    Banner {
        id: banner
        x: Theme.margin
        width: parent.width - 2 * Theme.margin
        anchors.top: header.bottom
        anchors.topMargin: visible ? Theme.gap : 0
        text: Screen.frame.banner
        picture: "network-down"
    }

    StepBar {
        id: steps
        x: Theme.margin
        width: parent.width - 2 * Theme.margin
        anchors.top: banner.bottom
    }

    C.StackView {
        id: stack
        width: parent.width
        anchors.top: steps.bottom
        anchors.bottom: bar.top
        enabled: !question.visible
        clip: busy

        pushEnter: Transition {
            ParallelAnimation {
                NumberAnimation { property: "x"; from: stack.width * 0.12; to: 0; duration: Theme.slide; easing.type: Easing.OutCubic }
                NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.slide }
            }
        }

        pushExit: Transition {
            NumberAnimation { property: "opacity"; from: 1; to: 0; duration: Theme.slide / 2 }
        }
    }

    BottomBar {
        id: bar
        width: parent.width
        height: Screen.frame.bare ? 0 : implicitHeight
        anchors.bottom: parent.bottom
        enabled: !question.visible
        helped: (stack.currentItem as PageBody)?.helps ?? false
        visible: Screen.frame.back || (Screen.frame.help && !helped) || Screen.frame.finish
    }

    // while it is asked, neither finger nor key reaches what lies beneath
    Question {
        id: question
        anchors.fill: parent
        z: 3
    }
}
