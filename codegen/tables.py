"""What the description cannot say: reviewed by hand, one table per question. README.md explains each."""

# --- names -----------------------------------------------------------------------------------------------------------

# Words that the vendor misspells -> the word meant. Applied to each word of each name; wire names stay.
MISSPELLED_WORDS = {
    "annoymous": "anonymous",
    "annoymouslink": "anonymous_link",
    "availabe": "available",
    "avaliable": "available",
    "chagne": "change",
    "constructure": "construction",
    "contruct": "construct",
    "deactived": "deactivated",
    "discription": "description",
    "enabel": "enable",
    "enpower": "empower",
    "gran": "grant",
    "impernastion": "impersonation",
    "inition": "initiation",
    "lable": "label",
    "levles": "levels",
    "maintance": "maintenance",
    "obejct": "object",
    "permisssion": "permission",
    "polices": "policies",
    "prefixs": "prefixes",
    "questionaire": "questionnaire",
    "regist": "register",
    "registere": "registered",
    "registing": "registering",
    "restor": "restore",
    "reuqest": "request",
    "schedu": "schedule",
    "seleted": "selected",
    "serivce": "service",
    "setted": "set",
    "stie": "site",
    "submited": "submitted",
    "suffixs": "suffixes",
    "temporay": "temporary",
    "worksapce": "workspace",
}

# Words that the vendor runs together, or splits -> words as in English. Keys are whole words joined by "_".
JOINED_WORDS = {
    "batchid": "batch_id",
    "build_in": "built_in",
    "currentuser": "current_user",
    "dco_ave": "docave",
    "displayname": "display_name",
    "doc_ave": "docave",
    "duedate": "due_date",
    "gallerybase": "gallery_base",
    "groupid": "group_id",
    "hubsite": "hub_site",
    "languageid": "language_id",
    "member_ship": "membership",
    "modelbase": "model_base",
    "nexttoken": "next_token",
    "note_book": "notebook",
    "over_write": "overwrite",
    "over_writeby": "overwrite_by",
    "readonly": "read_only",
    "requestid": "request_id",
    "share_point": "sharepoint",
    "siteurl": "site_url",
    "tenantid": "tenant_id",
    "un_archive": "unarchive",
    "un_checked": "unchecked",
    "un_lock": "unlock",
    "un_register": "unregister",
    "urlwith": "url_with",
    "userprincipalname": "user_principal_name",
    "workspacejob": "workspace_job",
}

# Whole names, where no rule for words helps.
WHOLE_NAMES = {
    "ApiUserIListChangedProperty": "api_user_list_changed_property",
    "GeTaskReport": "get_task_report",
    "GetDownloadFileUrL": "get_download_file_url",
    "GetUploadFileUrL": "get_upload_file_url",
    "InlineResponse200": "dynamic_membership_rule_items",
    "MailboxLanguageDataTime": "mailbox_language_date_time",
    "languageDataTime": "language_date_time",
    "sharedPointSiteUrl": "sharepoint_site_url",
}

# "Owner.name" -> name, where the rules would give two members of one owner the same name or one that is taken.
MEMBER_NAMES = {
    "LibraryDesign.libraryDesign": "library_design_",
    "TeamId.teamId": "team_id_",
    # the right spelling is another field of the same schema
    "ManuallyInputUrlSetting.contructUrlAssignBy": "contruct_url_assign_by",
    "PermissionSettings.preventPermissionLevles": "prevent_permission_levles",
}

# "operationId.parameter" -> name, where the parameter's own name is taken by a member of every operation.
PARAMETER_NAMES = {
    "DeleteWebUserCustomAction.name": "action_name",
    "GetServiceId.name": "service_name",
    "RemoveSecurityGroup.name": "group_name",
}

# Keywords of C++ (also alternative tokens), and names that a platform's headers define as macros: "_" is appended.
RESERVED_NAMES = set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
    requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
    true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
    assert errno far interface linux major makedev minor near small stderr stdin stdout unix
    additional_properties json_fields
    """.split()
)

# Tag of the description -> namespace under cloud_governance::api (and folder under api/).
GROUPS = {
    "Auth": "auth",
    "AuthAdmin": "admin/auth",
    "GuestUsersAdmin": "admin/guest_users",
    "JobmonitorAdmin": "admin/job_monitor",
    "JobsAdmin": "admin/jobs",
    "MetadataAdmin": "admin/metadata",
    "Office365": "office365",
    "Office365Admin": "admin/office365",
    "Office365SettingsAdmin": "admin/office365_settings",
    "ReportAdmin": "admin/report",
    "Requests": "requests",
    "RequestsAdmin": "admin/requests",
    "Services": "services",
    "ServicesAdmin": "admin/services",
    "Settings": "settings",
    "SharedMailboxesAdmin": "admin/shared_mailboxes",
    "SystemSettingsAdmin": "admin/system_settings",
    "Tasks": "tasks",
    "TasksAdmin": "admin/tasks",
    "UnmanagedDirectoryAdmin": "admin/unmanaged_directory",
    "Users": "users",
    "Workspace": "workspace",
    "WorkspacesAdmin": "admin/workspaces",
}

# --- may an operation be sent again when it is unknown whether it arrived? ----------------------------------------------

# A GET may, but for those that change something.
CHANGING_GETS = {"CancelRequest"}

# A POST may not, but for those that only read. Each was looked at: a validation answers a question about its body, and
# GetWorkspacesPost is GetWorkspaces with another verb.
READING_POSTS = {
    "GetWorkspacesPost",
    "ValidateEmailsForCreateGuestUserService",
    "ValidateForChangeGroupSettingService",
    "ValidateForChangeListSettingService",
    "ValidateForChangePermissionService",
    "ValidateForChangeSiteContactService",
    "ValidateForChangeSiteSettingService",
    "ValidateForChangeWebContactService",
    "ValidateForChangeWebSettingService",
    "ValidateForClonePermissionService",
    "ValidateForContentMoveService",
    "ValidateForCreateGuestUserService",
    "ValidateForCreateListService",
    "ValidateForCreateWebService",
    "ValidateForGrantPermissionService",
    "ValidateForGroupLifecycleService",
    "ValidateForManagePermissionService",
    "ValidateForSiteLifecycleService",
    "ValidateForWebLifecycleService",
    "ValidateTeamForChangePrivateChannelService",
    "ValidateTeamForCreatePrivateChannelService",
}

# A PUT may (RFC 9110 section 9.2.2): each replaces the whole content of one request, or one setting, by its body. Those
# of a newer description that do not must stand here.
CHANGING_PUTS = set()

# A DELETE may not, although HTTP would allow it: the second answer denies what the first has done, a bulk deletion starts
# work each time, and names can be taken again between two attempts. Emptying the token cache twice empties it once.
REPEATABLE_DELETES = {"DeleteTokenCache"}

# Schemas whose text is a credential: a request that carries one is handled as secret.
SECRET_SCHEMAS = {"ApiCredential"}

# --- members that the service is seen to use although the description lacks them ----------------------------------------

# Schema -> list of (wire name, name of the described member whose type it has).
SUPPLEMENT = {
    # published examples read and write `galleries` where the description has `activityGalleries`
    "DynamicRequestTemplateModel": [("galleries", "activityGalleries")],
}
